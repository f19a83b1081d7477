import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnderWay, JobRun } from './job-run.ts';

/** A run's files and folders. */
export const runFolder = (folder: string, { id }: Pick<JobRun, 'id'>) => ({
  whole: join(folder, id),
  record: join(folder, id, 'run.json'),
  /** Where the script runs: has the script and `--extra-files`. */
  work: join(folder, id, 'work'),
  /** What the script can import: `--extra-py-files`. */
  modules: join(folder, id, 'modules'),
  settings: join(folder, id, 'settings'),
  /** Deleted when the run has ended. */
  temporary: join(folder, id, 'tmp'),
  output: join(folder, id, 'output.log'),
  errors: join(folder, id, 'errors.log'),
});

/** Synchronous, so that an older state of a run can't overwrite a newer one. */
export const writeRun = (folder: string, run: JobRun): void => {
  const { whole, record } = runFolder(folder, run);
  mkdirSync(whole, { recursive: true });
  writeFileSync(`${record}.new`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${record}.new`, record);
};

/** The runs of earlier runners, latest first. A run that was under way when its runner ended has failed. */
export const readRuns = async (folder: string): Promise<JobRun[]> => {
  const names = await readdir(folder).catch((): string[] => []);
  const runs = await Promise.all(names.map(id => readRun(folder, id)));
  return runs.filter(run => run !== undefined).sort((a, b) => b.startedOn - a.startedOn);
};

const readRun = async (folder: string, id: string): Promise<JobRun | undefined> => {
  try {
    const run = JobRun.parse(JSON.parse(await readFile(runFolder(folder, { id }).record, 'utf8')));
    if (!isUnderWay(run)) return run;
    const error = 'The local AWS was stopped while this run was under way. Start it again.';
    return { ...run, state: 'FAILED', completedOn: Date.now(), error };
  } catch {
    return undefined;
  }
};
