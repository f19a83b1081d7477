import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { openApiFile } from '../../functions/api/make-openapi.ts';
import { pythonTool } from '../python-tool.ts';

const run = promisify(execFile);

const failure = z.object({ code: z.literal(1), stdout: z.string() });

/**
 * Calls every operation of the OpenAPI document with generated input, good and bad, and compares each answer with the
 * document: status, headers, content type, schema, and that bad input is refused and good input is not.
 *
 * @param seconds time limit
 * @returns what it found wrong, in its own words; undefined if nothing
 */
export const schemathesis = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  seconds: number,
): Promise<string | undefined> => {
  const requirements = new URL('./schemathesis-requirements.txt', import.meta.url);
  const command = await pythonTool('schemathesis', requirements);
  try {
    await run(
      command,
      [
        'run',
        fileURLToPath(openApiFile),
        ...['--url', url],
        ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
        ...['--max-time', String(seconds)],
        // It expects 401 for unsigned requests; AWS answers 403, which another test checks.
        ...['--exclude-checks', 'ignored_auth,missing_required_header'],
        // The same input each time: a change should not fail because of something unrelated.
        '--generation-deterministic',
        '--no-color',
      ],
      { cwd: dirname(command), maxBuffer: 64 * 1024 ** 2 },
    );
    return undefined;
  } catch (error) {
    const found = z.safeParse(failure, error);
    if (!found.success) throw error;
    return found.data.stdout;
  }
};
