import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines } from './last-lines.ts';
import { withLock } from './lock.ts';
import { type LocalAwsOptions, type OnProgress, places } from './options.ts';
import { killProcesses } from './processes.ts';
import { findPython } from './python.ts';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

export class InstallFailed extends Error {
  override readonly name = 'InstallFailed';
  constructor(what: string, lines: string, log: string) {
    super(`Could not install the local AWS: ${what} failed.\n${lines}\nAll of its output is in ${log}.`);
  }
}

/**
 * The path of a Python that has MiniStack. Installs it when it is not there, or when the requirements have changed
 * since; otherwise reads two small files. Safe beside itself and after having been interrupted at any point.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut}
 */
export const ensureVenv = async (options: LocalAwsOptions, onProgress?: OnProgress): Promise<string> => {
  const { python, installLock } = places(options);
  if (!(await isWhole(options))) {
    await withLock(
      installLock,
      async () => {
        if (!(await isWhole(options))) await install(options, onProgress);
      },
      onProgress,
    );
  }
  return python;
};

/** `python` is a link: it is gone when the Python that the environment was made from is. */
const isWhole = async (options: LocalAwsOptions): Promise<boolean> => {
  const { python, stamp } = places(options);
  return existsSync(python) && (await readFile(stamp, 'utf8').catch(() => '')) === (await fingerprint());
};

const fingerprint = async (): Promise<string> =>
  createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');

const install = async (options: LocalAwsOptions, onProgress?: OnProgress): Promise<void> => {
  const { venv, python, stamp, installLog } = places(options);
  const base = await findPython();
  onProgress?.('Installing MiniStack, the local AWS (once, about ten seconds)');
  // The stamp goes first and comes last. A pip that outlived a killed daybreak must not write into what we make now.
  await rm(stamp, { force: true });
  await killProcesses(({ command }) => command.startsWith(`${python} `));
  await rm(venv, { recursive: true, force: true });
  await rm(installLog, { force: true });
  await mkdir(dirname(venv), { recursive: true });
  await step('python -m venv', base, ['-I', '-m', 'venv', venv], installLog);
  const pip = ['-I', '-m', 'pip', '--disable-pip-version-check', 'install', '--no-input'];
  // Wheels only: building from source needs a compiler, and a failure of that is unreadable.
  const locked = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
  await step('pip install', python, [...pip, ...locked], installLog);
  await writeFile(stamp, await fingerprint());
};

const step = async (what: string, program: string, args: readonly string[], log: string): Promise<void> => {
  const output = await open(log, 'a');
  try {
    const child = spawn(program, args, {
      env: pipEnvironment(),
      stdio: ['ignore', output.fd, output.fd],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (code !== 0) throw new InstallFailed(what, await lastLines(log), log);
  } finally {
    await output.close();
  }
};

/** The user's proxies and package index are wanted; what would send the packages somewhere else is not. */
const pipEnvironment = (): NodeJS.ProcessEnv => {
  const elsewhere = [
    'PIP_TARGET',
    'PIP_PREFIX',
    'PIP_ROOT',
    'PIP_REQUIRE_VIRTUALENV',
    'PYTHONHOME',
    'PYTHONPATH',
  ];
  const kept = Object.entries(process.env).filter(([name]) => !elsewhere.includes(name));
  return { ...Object.fromEntries(kept), PIP_USER: '0' };
};
