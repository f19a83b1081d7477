import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { pythonTool } from './python-tool.ts';

const run = promisify(execFile);

const answer = z.object({
  summary: z.object({ passed: z.number(), parsing_errors: z.literal(0) }),
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
  }),
});

export interface CheckovFinding {
  /** `CKV_AWS_116` */
  readonly check: string;
  readonly title: string;
  /** `AWS::Lambda::Function.PlanFunction…` */
  readonly resource: string;
}

/**
 * What checkov finds in a template; it asks no server.
 * https://www.checkov.io/5.Policy%20Index/cloudformation.html
 *
 * @returns the number of checks that passed, and those that failed
 */
export const checkov = async (
  template: string,
): Promise<{ readonly passed: number; readonly failed: readonly CheckovFinding[] }> => {
  const command = await pythonTool('checkov', new URL('./checkov-requirements.txt', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-checkov-'));
  try {
    const file = join(folder, 'template.json');
    await writeFile(file, template);
    const options = ['--framework', 'cloudformation', '--compact', '--skip-download', '--soft-fail'];
    const { stdout } = await run(command, [...options, '--output', 'json', '--file', file], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const { summary, results } = z.parse(answer, JSON.parse(stdout));
    return {
      passed: summary.passed,
      failed: results.failed_checks.map(({ check_id, check_name, resource }) => ({
        check: check_id,
        title: check_name,
        resource,
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
