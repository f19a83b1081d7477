import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { signal as send } from '../processes.ts';

export interface Script {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Files for what it writes. */
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a script with all that it starts as one process group, and kills the group when the script ends or is aborted.
 * @returns the exit code, or the name of the signal that ended it
 */
export const runScript = async (script: Script, aborted: AbortSignal): Promise<number | NodeJS.Signals> => {
  const [output, errors] = [await open(script.output, 'w'), await open(script.errors, 'w')];
  try {
    aborted.throwIfAborted();
    const child = spawn(script.program, script.args, {
      cwd: script.folder,
      env: script.environment,
      stdio: ['ignore', output.fd, errors.fd],
      detached: true,
    });
    const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
    });
    const killGroup = () => {
      if (child.pid !== undefined) send(-child.pid, 'SIGKILL');
    };
    aborted.addEventListener('abort', killGroup, { once: true });
    try {
      return await exited;
    } finally {
      aborted.removeEventListener('abort', killGroup);
      // Java outlives a Python that was killed for a moment, in which it may still write.
      killGroup();
    }
  } finally {
    await Promise.all([output.close(), errors.close()]);
  }
};
