import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pythonEnvironment } from '../python-tool.ts';
import type { Engine } from './commands.ts';
import { root } from './markdown.ts';

/** What a command wrote, and how it ended. */
export interface Ended {
  readonly output: string;
  readonly code: number | null;
}

/** Installations that a checkout may have from this one. */
const installed: Readonly<Record<Engine | 'none', readonly string[]>> = {
  none: ['venv'],
  spark: ['venv', 'spark'],
  athena: ['venv', 'trino', 'engine'],
};

/** The environment of somebody without an AWS account and without a screen. */
const environment = (path: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(AWS_|DAYBREAK_|npm_|DISPLAY$|WAYLAND_|NODE_ENV$|NODE_OPTIONS$)/.test(name),
    ),
  ),
  PATH: [path, process.env.PATH].join(delimiter),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
});

/** A reader with a checkout of their own, so that the local AWS of this one is left alone, and a shell in it. */
export class Walk {
  /** The checkout; `../` is empty otherwise. */
  readonly folder: string;
  readonly #around: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(around: string, env: NodeJS.ProcessEnv) {
    this.#around = around;
    this.folder = join(around, 'daybreak');
    this.#env = env;
  }

  /** Copies the checkout, with what is not committed yet. */
  static async begin(engine?: Engine): Promise<Walk> {
    const python = await pythonEnvironment(
      'copy-tools',
      new URL('../bench/copy-requirements.txt', import.meta.url),
    );
    const around = await mkdtemp(join(tmpdir(), 'daybreak-walk-'));
    await mkdir(join(around, 'bin'));
    await symlink(join(dirname(python), 'aws'), join(around, 'bin/aws'));
    const walk = new Walk(around, environment(join(around, 'bin')));
    const left = new Set(['node_modules', '.daybreak', '.git', 'dist']);
    await cp(root, walk.folder, {
      recursive: true,
      filter: source => source === root || !left.has(source.slice(root.length + 1)),
    });
    await symlink(join(root, 'node_modules'), join(walk.folder, 'node_modules'));
    await mkdir(join(walk.folder, '.daybreak'));
    for (const shared of installed[engine ?? 'none'])
      if (existsSync(join(root, '.daybreak', shared)))
        await symlink(join(root, '.daybreak', shared), join(walk.folder, '.daybreak', shared));
    await walk.run('git init --quiet');
    return walk;
  }

  /** Writes files below the folder. */
  async write(files: Readonly<Record<string, string>>, folder = '.'): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  #start(command: string): { readonly child: ChildProcess; readonly output: () => string } {
    // One shell after the other, each with the variables that the one before it has exported.
    const variables = join(this.#around, 'variables');
    const script = `if [ -f ${variables} ]; then . ${variables}; fi\n${command}\ncode=$?\nexport -p > ${variables}\nexit $code`;
    const child = spawn('/bin/sh', ['-c', script], {
      cwd: this.folder,
      env: this.#env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    return { child, output: () => output };
  }

  /** Runs a command, and waits for its end. */
  async run(command: string): Promise<Ended> {
    const { child, output } = this.#start(command);
    const [code] = await once(child, 'close');
    return { output: output(), code: typeof code === 'number' ? code : null };
  }

  /** Runs a command that shows a page until Ctrl-C; its code is 0 if the page was there. */
  async look(command: string): Promise<Ended> {
    const { child, output } = this.#start(command);
    const closed = once(child, 'close');
    const page = await Promise.race([
      closed.then(() => undefined),
      new Promise<string>(resolve =>
        child.stdout?.on('data', () => {
          const [, address] = / is at (http:\S+)/.exec(output()) ?? [];
          if (address !== undefined) resolve(address);
        }),
      ),
    ]);
    const status = page === undefined ? 0 : (await fetch(page)).status;
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await closed;
    return { output: `${output()}\n${page}: ${status}`, code: status === 200 ? 0 : 1 };
  }

  /** Deletes everything, its local AWS first. */
  async end(): Promise<void> {
    await this.run('npx daybreak down --local --wipe');
    await rm(this.#around, { recursive: true, force: true });
  }
}
