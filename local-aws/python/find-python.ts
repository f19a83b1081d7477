import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** Names that Python may have, most likely first. */
const names = ['python3', 'python', 'python3.13', 'python3.14', 'python3.12', 'python3.11', 'python3.10'];
/** MiniStack's own minimum. https://pypi.org/project/ministack/1.5.33/ */
const minimum = { major: 3, minor: 10 };

/** Also runs on Python 2, so that the error can say if that is the only one. */
const aboutItself = `
import json, sys
try:
    import ensurepip, venv
    complete = True
except ImportError:
    complete = False
print(json.dumps({"version": list(sys.version_info[:3]), "path": sys.executable, "complete": complete}))
`;

const Python = z.object({
  version: z.tuple([z.number(), z.number(), z.number()]),
  path: z.string().min(1),
  /** Whether it can create virtual environments. */
  complete: z.boolean(),
});
type Python = z.infer<typeof Python>;

export class NoPython extends Error {
  override readonly name = 'NoPython';
  constructor(tried: readonly string[], found: readonly Python[]) {
    const what = found.length
      ? `found only ${found.map(python => `${python.version.join('.')} at ${python.path}`).join(', ')}`
      : `found none (tried ${tried.join(', ')})`;
    super(
      `Daybreak's local AWS needs Python 3.10 or newer, but ${what}. ` +
        `Install it (https://www.python.org/downloads/), or set DAYBREAK_PYTHON to one that is not on the PATH.`,
    );
  }
}

export class NoVenvModule extends Error {
  override readonly name = 'NoVenvModule';
  constructor({ path, version: [major, minor] }: Python) {
    super(
      `${path} cannot create virtual environments, which Daybreak's local AWS needs. On Debian and Ubuntu run ` +
        `\`sudo apt install python3-venv\` (or python${major}.${minor}-venv); elsewhere install a complete Python ` +
        `and set DAYBREAK_PYTHON to it.`,
    );
  }
}

/**
 * The path of a Python that can run MiniStack.
 * @throws {NoPython} if none is new enough
 * @throws {NoVenvModule} if those that are new enough cannot create virtual environments
 */
export const findPython = async (environment: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const tried = environment.DAYBREAK_PYTHON ? [environment.DAYBREAK_PYTHON] : names;
  const found: Python[] = [];
  for (const name of tried) {
    const python = await ask(name, environment);
    if (python && isNewEnough(python) && python.complete) return python.path;
    if (python && !found.some(({ path }) => path === python.path)) found.push(python);
  }
  const incomplete = found.find(isNewEnough);
  throw incomplete ? new NoVenvModule(incomplete) : new NoPython(tried, found);
};

const isNewEnough = ({ version: [major, minor] }: Python): boolean =>
  major > minimum.major || (major === minimum.major && minor >= minimum.minor);

/** Undefined if there is no working Python of this name: absent, broken (an inactive pyenv shim) or silent. */
const ask = async (name: string, environment: NodeJS.ProcessEnv): Promise<Python | undefined> => {
  try {
    const { stdout } = await run(name, ['-c', aboutItself], { env: environment, timeout: 20_000 });
    return Python.parse(JSON.parse(stdout));
  } catch {
    return undefined;
  }
};
