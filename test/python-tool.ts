import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePythonEnvironment } from '../local-aws/python/environment.ts';

/**
 * Installs packages from PyPI into `.daybreak/<name>`, the first time and when their requirements change.
 *
 * @param requirements a requirements file
 * @returns path of a Python that has them
 */
export const pythonEnvironment = (name: string, requirements: URL): Promise<string> =>
  ensurePythonEnvironment({
    what: name,
    progress: `Installing ${name}`,
    folder: fileURLToPath(new URL(`../.daybreak/${name}`, import.meta.url)),
    requirements: fileURLToPath(requirements),
    pipOptions: [],
  });

/** Installs a tool, likewise; returns the path of the command of that name. */
export const pythonTool = async (name: string, requirements: URL): Promise<string> =>
  join(dirname(await pythonEnvironment(name, requirements)), name);
