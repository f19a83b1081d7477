import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '../cli/local-aws/python.ts';

const run = promisify(execFile);

/**
 * Installs a tool from PyPI into `.daybreak/<name>`, the first time and whenever another one is required.
 *
 * @param requirements a requirements file
 * @returns path of the command of that name
 */
export const pythonTool = async (name: string, requirements: URL): Promise<string> => {
  const environment = fileURLToPath(new URL(`../.daybreak/${name}/`, import.meta.url));
  const command = join(environment, 'bin', name);
  const required = await readFile(requirements, 'utf8');
  // Written last, so that an installation that was interrupted does not count.
  const stamp = join(environment, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === required) return command;
  await rm(environment, { recursive: true, force: true });
  await run(await findPython(), ['-m', 'venv', environment]);
  await run(join(environment, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--requirement',
    fileURLToPath(requirements),
  ]);
  await writeFile(stamp, required);
  return command;
};
