import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { signal as send } from '../processes.ts';

export interface Script {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Files for its output. */
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a script and everything it starts as one process group, and kills the group when the script ends or is aborted.
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
      // Java briefly outlives a killed Python, and may still write.
      killGroup();
    }
  } finally {
    await Promise.all([output.close(), errors.close()]);
  }
};

/** One sentence about a script that did not exit with 0. */
export const whyFailed = async (how: number | NodeJS.Signals, errors: string): Promise<string> =>
  explained(errorMessage(await readFile(errors, 'utf8'))) ??
  (typeof how === 'number'
    ? `The script ended with exit code ${how}. Its output is next to ${errors}.`
    : `The script was ended by ${how}, which is what the system does if memory runs out.`);

/** What a module is that Glue has and this machine lacks, in one sentence. */
const explained = (message: string | undefined): string | undefined => {
  const [, module] = /^ModuleNotFoundError: No module named '([^'.]+)/.exec(message ?? '') ?? [];
  if (module === undefined) return message;
  return module === 'awsglue'
    ? "The script imports awsglue, which exists only in AWS Glue: use pyspark's SparkSession and argparse instead, or run the job in an account."
    : `The script imports ${module}, which is not installed on this machine: put it in the job's pythonFiles, or run the job in an account with pythonModules.`;
};

/** Lines from Spark and Python that are not the reason. */
const chatter = [
  /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d (TRACE|DEBUG|INFO|WARN|ERROR) /,
  /^(Setting default log level|To adjust logging level|WARNING: )/,
  /^\s/,
  /^$/,
];

/**
 * Why a script failed, from its standard error: the exception of its last traceback, or else the last line that is not
 * a log.
 */
const errorMessage = (errors: string): string | undefined => {
  const lines = errors.split('\n').map(line => line.trimEnd());
  const traceback = lines.lastIndexOf('Traceback (most recent call last):');
  const raised = traceback < 0 ? undefined : lines.slice(traceback + 1).find(line => /^\S/.test(line));
  return raised ?? lines.findLast(line => !chatter.some(pattern => pattern.test(line)));
};
