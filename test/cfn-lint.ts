import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { findPython } from '../cli/local-aws/python.ts';

const run = promisify(execFile);

const environment = fileURLToPath(new URL('../.daybreak/cfn-lint/', import.meta.url));
const requirements = fileURLToPath(new URL('./cfn-lint-requirements.txt', import.meta.url));
const command = join(environment, 'bin', 'cfn-lint');

const findings = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.nullish(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/** cfn-lint's exit codes are a sum of these; anything else is a failure of its own. */
const foundSomething = z.object({
  code: z.union([2, 4, 6, 8, 10, 12, 14].map(code => z.literal(code))),
  stdout: z.string(),
});

/** Installs cfn-lint from PyPI into `.daybreak/`, the first time and whenever another one is required. */
const install = async (): Promise<void> => {
  const required = await readFile(requirements, 'utf8');
  // Written last, so that an installation that was interrupted does not count.
  const stamp = join(environment, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === required) return;
  await rm(environment, { recursive: true, force: true });
  await run(await findPython(), ['-m', 'venv', environment]);
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', '--requirement', requirements]);
  await writeFile(stamp, required);
};

const lint = async (file: string): Promise<string> => {
  try {
    return (await run(command, ['--format', 'json', '--template', file])).stdout;
  } catch (error) {
    const found = z.safeParse(foundSomething, error);
    if (!found.success) throw error;
    return found.data.stdout;
  }
};

/** What cfn-lint says about a template, errors and warnings alike: `E3601 at Resources/…: message`. */
export const cfnLint = async (template: string): Promise<readonly string[]> => {
  await install();
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-cfn-lint-'));
  try {
    const file = join(folder, 'template.json');
    await writeFile(file, template);
    const found = z.parse(findings, JSON.parse(await lint(file)));
    return found.map(
      ({ Rule, Message, Location }) => `${Rule.Id} at ${(Location.Path ?? []).join('/')}: ${Message}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
