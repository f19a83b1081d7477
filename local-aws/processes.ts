import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface RunningProcess {
  readonly pid: number;
  /** The process group: the id of its leader. */
  readonly group: number;
  /** Program and arguments, separated by spaces. */
  readonly command: string;
}

/** All processes we can see. A process id alone proves nothing: sooner or later another process gets it. */
export const runningProcesses = (): Promise<RunningProcess[]> =>
  // `ps` is missing from slim container images, and Linux does not need it.
  process.platform === 'linux' ? fromProc() : fromPs();

/** Kills all matching processes except this one, and returns once they are gone. */
export const killProcesses = async (matches: (candidate: RunningProcess) => boolean): Promise<void> => {
  for (;;) {
    const found = (await runningProcesses()).filter(one => one.pid !== process.pid && matches(one));
    if (found.length === 0) return;
    for (const { pid } of found) signal(pid, 'SIGKILL');
    await sleep(20);
  }
};

/** Whether an error has this code (`EEXIST`…). Without `instanceof Error`, which is false across Jest's realms. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Sends a signal to a process that may have ended by now. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
};

const fromProc = async (): Promise<RunningProcess[]> => {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async pid => {
      // A process that ends while we read is not running.
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [command, stat] = [await read('cmdline'), await read('stat')];
      // "pid (name) state parent group …", and the name may contain anything. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
      return { pid: Number(pid), group, command: command.replaceAll('\0', ' ').trimEnd() };
    }),
  );
  return found.filter(({ command }) => command !== '');
};

const fromPs = async (): Promise<RunningProcess[]> => {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args='], { maxBuffer: 64 << 20 });
  return stdout
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(match => match !== null)
    .map(([, pid, group, command = '']) => ({ pid: Number(pid), group: Number(group), command }));
};
