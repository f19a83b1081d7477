import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { pythonTool } from './python-tool.ts';

const run = promisify(execFile);

const findings = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.nullish(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/** cfn-lint's exit codes are a sum of these; any other is a failure of cfn-lint itself. */
const foundSomething = z.object({
  code: z.union([2, 4, 6, 8, 10, 12, 14].map(code => z.literal(code))),
  stdout: z.string(),
});

const lint = async (command: string, file: string): Promise<string> => {
  try {
    return (await run(command, ['--format', 'json', '--template', file])).stdout;
  } catch (error) {
    const found = z.safeParse(foundSomething, error);
    if (!found.success) throw error;
    return found.data.stdout;
  }
};

/** cfn-lint's errors and warnings about a template: `E3601 at Resources/…: message`. */
export const cfnLint = async (template: string): Promise<readonly string[]> => {
  const command = await pythonTool('cfn-lint', new URL('./cfn-lint-requirements.txt', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-cfn-lint-'));
  try {
    const file = join(folder, 'template.json');
    await writeFile(file, template);
    const found = z.parse(findings, JSON.parse(await lint(command, file)));
    return found.map(
      ({ Rule, Message, Location }) => `${Rule.Id} at ${(Location.Path ?? []).join('/')}: ${Message}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
