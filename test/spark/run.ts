import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localOptions, places } from '../../local-aws/index.ts';
import { pipInstall } from '../../local-aws/python/environment.ts';
import { ensureSpark } from '../../local-aws/spark/installation.ts';

/*
 * Runs the tests of the job's script, on the Spark version of Glue: `npm run test:spark`. Without arguments, runs all of
 * them, and then those that run the deployed job on the local AWS. Arguments go to pytest, or to jest if the first one
 * is a TypeScript file; benchmark.py is run instead: `npm run test:spark -- test/spark/benchmark.py`.
 */

const project = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const requirements = join(here, 'requirements.txt');
const { spark: environment } = places(localOptions);

/** What only the tests need, in addition to Spark. */
const installForTests = async (): Promise<void> => {
  const required = await readFile(requirements, 'utf8');
  const stamp = join(environment, 'installed-for-tests.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === required) return;
  await pipInstall({ folder: environment, what: "what Spark's tests need" }, '--requirement', requirements);
  await writeFile(stamp, required);
};

const main = async (): Promise<number> => {
  const { python, javaHome: JAVA_HOME } = await ensureSpark(environment, message => console.error(message));
  await installForTests();
  const given = process.argv.slice(2);
  const ofPython = (...args: readonly string[]) =>
    run(python, args, { JAVA_HOME, PYSPARK_PYTHON: python, PYTHONDONTWRITEBYTECODE: '1' });
  if (given[0]?.endsWith('benchmark.py')) return ofPython(...given);
  if (given[0]?.endsWith('.ts')) return run(process.execPath, [...jest, ...given]);
  if (given.length > 0) return ofPython(...pytest, ...given);
  return (await ofPython(...pytest, here)) || run(process.execPath, jest);
};

const pytest = ['-m', 'pytest', '-p', 'no:cacheprovider'];
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--config=jest.spark.config.js',
];

const run = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const child = spawn(program, args, {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
