import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { findPython } from '../../cli/local-aws/python.ts';
import { openApiFile } from '../../functions/api/make-openapi.ts';

const run = promisify(execFile);

const environment = fileURLToPath(new URL('../../.daybreak/schemathesis/', import.meta.url));
const requirements = fileURLToPath(new URL('./schemathesis-requirements.txt', import.meta.url));

/** Installs schemathesis from PyPI into `.daybreak/`, the first time and whenever another one is required. */
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

const failure = z.object({ code: z.literal(1), stdout: z.string() });

/**
 * Calls every operation of the OpenAPI document with generated input, good and bad, and compares each answer with what
 * the document says: status, headers, content type, schema, and that bad input is refused and good is not.
 *
 * @param seconds for which it may go on
 * @returns what it found wrong, in its words; undefined when nothing is
 */
export const schemathesis = async (
  url: string,
  authorization: string,
  seconds: number,
): Promise<string | undefined> => {
  await install();
  try {
    await run(
      join(environment, 'bin', 'schemathesis'),
      [
        'run',
        fileURLToPath(openApiFile),
        ...['--url', url],
        ...['--header', `Authorization: ${authorization}`],
        ...['--max-time', String(seconds)],
        // It expects 401 of who does not sign; AWS answers 403, which a test of its own looks for.
        ...['--exclude-checks', 'ignored_auth,missing_required_header'],
        // The same input each time: who changes something should not trip over something else.
        '--generation-deterministic',
        '--no-color',
      ],
      { cwd: environment, maxBuffer: 64 * 1024 ** 2 },
    );
    return undefined;
  } catch (error) {
    const found = z.safeParse(failure, error);
    if (!found.success) throw error;
    return found.data.stdout;
  }
};
