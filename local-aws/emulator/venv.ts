import { fileURLToPath } from 'node:url';
import { type LocalAwsOptions, type OnProgress, places } from '../options.ts';
import { ensurePythonEnvironment } from '../python/environment.ts';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * The path of a Python that has MiniStack.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut}
 */
export const ensureVenv = (options: LocalAwsOptions, onProgress?: OnProgress): Promise<string> =>
  ensurePythonEnvironment(
    {
      what: 'the local AWS',
      progress: 'Installing MiniStack, the local AWS (only once, takes about ten seconds)',
      folder: places(options).venv,
      requirements,
      // Wheels only: building from source needs a compiler, and its errors are unreadable.
      pipOptions: ['--require-hashes', '--only-binary', ':all:'],
    },
    onProgress,
  );
