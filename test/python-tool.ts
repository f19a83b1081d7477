import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePythonEnvironment } from '../local-aws/python/environment.ts';

/**
 * Installs a tool from PyPI into `.daybreak/<name>`, the first time and when its requirements change.
 *
 * @param requirements a requirements file
 * @returns path of the command of that name
 */
export const pythonTool = async (name: string, requirements: URL): Promise<string> => {
  const python = await ensurePythonEnvironment({
    what: name,
    progress: `Installing ${name}`,
    folder: fileURLToPath(new URL(`../.daybreak/${name}`, import.meta.url)),
    requirements: fileURLToPath(requirements),
    pipOptions: [],
  });
  return join(dirname(python), name);
};
