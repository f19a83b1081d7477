import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Caller } from '../environment.ts';
import { ServiceError } from '../front/service.ts';
import { type Execution, execute, type Workplace } from './execute.ts';
import { type Ending, isUnderWay, type JobRun, toGlue } from './job-run.ts';
import type { BatchStopJobRun, GetJobRun, GetJobRuns, StartJobRun } from './requests.ts';
import { readRuns, runFolder, writeRun } from './run-folders.ts';
import type { Upstream } from './upstream.ts';

/** All runs of all jobs, in all accounts and regions of one local AWS. */
export class JobRuns {
  /** Latest first. */
  #runs: readonly JobRun[];
  readonly #workplace: Workplace;
  readonly #upstream: Upstream;
  /** Length of a minute of a job's timeout, in milliseconds. */
  readonly #minute: number;
  readonly #stops = new Map<string, AbortController>();

  private constructor(runs: readonly JobRun[], workplace: Workplace, upstream: Upstream, minute: number) {
    this.#runs = runs;
    this.#workplace = workplace;
    this.#upstream = upstream;
    this.#minute = minute;
  }

  static async open(workplace: Workplace, upstream: Upstream, minute = 60_000): Promise<JobRuns> {
    const runs = await readRuns(workplace.folder);
    for (const run of runs) writeRun(workplace.folder, run);
    return new JobRuns(runs, workplace, upstream, minute);
  }

  /** @throws ServiceError */
  async start(caller: Caller, request: z.infer<typeof StartJobRun>): Promise<{ readonly JobRunId: string }> {
    const { JobName, Arguments, Timeout, WorkerType, NumberOfWorkers } = request;
    const job = await this.#upstream.job(caller, JobName);
    // Glue's wording, here and below.
    if (!job)
      throw new ServiceError('EntityNotFoundException', 'Failed to start job run due to missing metadata');
    const running = this.#of(caller, JobName).filter(isUnderWay);
    if (running.length >= (job.ExecutionProperty?.MaxConcurrentRuns ?? 1))
      throw new ServiceError('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${JobName}`);
    const run: JobRun = {
      id: `jr_${randomBytes(32).toString('hex')}`,
      jobName: JobName,
      account: caller.account,
      region: caller.region,
      state: 'STARTING',
      startedOn: Date.now(),
      arguments: Arguments,
      timeout: Timeout ?? job.Timeout ?? 2880,
      glueVersion: job.GlueVersion ?? '',
      workerType: WorkerType ?? job.WorkerType ?? 'G.1X',
      workers: NumberOfWorkers ?? job.NumberOfWorkers ?? 2,
    };
    this.#runs = [run, ...this.#runs];
    writeRun(this.#workplace.folder, run);
    void this.#do({ run, job, caller });
    return { JobRunId: run.id };
  }

  /** @throws ServiceError */
  get(caller: Caller, { JobName, RunId }: z.infer<typeof GetJobRun>) {
    const run = this.#of(caller, JobName).find(({ id }) => id === RunId);
    if (!run)
      throw new ServiceError('EntityNotFoundException', `Job run ${RunId} of ${JobName} is not found.`);
    return { JobRun: this.#toGlue(run) };
  }

  /** @throws ServiceError */
  async list(caller: Caller, { JobName, NextToken, MaxResults }: z.infer<typeof GetJobRuns>) {
    if (!(await this.#upstream.job(caller, JobName)))
      throw new ServiceError('EntityNotFoundException', `Job ${JobName} is not found.`);
    const runs = this.#of(caller, JobName);
    const last = runs.findIndex(({ id }) => id === NextToken);
    if (NextToken !== undefined && last < 0)
      throw new ServiceError('InvalidInputException', 'NextToken: no such page');
    const page = runs.slice(last + 1, last + 1 + MaxResults);
    const isLast = last + 1 + MaxResults >= runs.length;
    return { JobRuns: page.map(run => this.#toGlue(run)), ...(isLast ? {} : { NextToken: page.at(-1)?.id }) };
  }

  stop(caller: Caller, { JobName, JobRunIds }: z.infer<typeof BatchStopJobRun>) {
    const answers = JobRunIds.map(JobRunId => ({
      JobName,
      JobRunId,
      ErrorDetail: this.#stopOne(caller, JobName, JobRunId),
    }));
    return {
      SuccessfulSubmissions: answers
        .filter(({ ErrorDetail }) => !ErrorDetail)
        .map(({ JobRunId }) => ({ JobName, JobRunId })),
      Errors: answers.filter(({ ErrorDetail }) => ErrorDetail),
    };
  }

  /** Kills what is running, and returns once it has ended. */
  async end(): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort();
    while (this.#stops.size > 0) await sleep(10);
  }

  #toGlue(run: JobRun) {
    return toGlue(run, runFolder(this.#workplace.folder, run).errors);
  }

  #of({ account, region }: Caller, jobName: string): readonly JobRun[] {
    return this.#runs.filter(
      run => run.jobName === jobName && run.account === account && run.region === region,
    );
  }

  #stopOne(caller: Caller, JobName: string, JobRunId: string) {
    const run = this.#of(caller, JobName).find(({ id }) => id === JobRunId);
    if (!run)
      return { ErrorCode: 'EntityNotFoundException', ErrorMessage: `Job run ${JobRunId} is not found.` };
    if (!isUnderWay(run))
      return { ErrorCode: 'InvalidInputException', ErrorMessage: `Job run ${JobRunId} is ${run.state}.` };
    this.#change(run, { state: 'STOPPING' });
    this.#stops.get(JobRunId)?.abort();
    return undefined;
  }

  #change({ id }: JobRun, changes: Partial<JobRun>): void {
    this.#runs = this.#runs.map(run => {
      if (run.id !== id) return run;
      const changed = { ...run, ...changes };
      writeRun(this.#workplace.folder, changed);
      return changed;
    });
  }

  async #do(execution: Execution): Promise<void> {
    const { run } = execution;
    const stop = new AbortController();
    this.#stops.set(run.id, stop);
    const ending = await this.#execute(execution, stop.signal);
    this.#change(run, { ...ending, completedOn: Date.now() });
    this.#stops.delete(run.id);
  }

  async #execute(execution: Execution, stopped: AbortSignal): Promise<Ending> {
    const { run } = execution;
    try {
      return await execute(this.#workplace, execution, stopped, () => {
        this.#change(run, { state: 'RUNNING', runningSince: Date.now() });
        return AbortSignal.timeout(run.timeout * this.#minute);
      });
    } catch (error) {
      console.error(error);
      return { state: 'FAILED', error: `The script could not be run: ${error}` };
    }
  }
}
