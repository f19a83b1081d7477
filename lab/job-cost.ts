/** DPUs of one worker: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const dpus = { 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 } as const;
type WorkerType = keyof typeof dpus;

/** Worker types for Spark jobs; G.025X is for streaming only. */
export const workerTypes = ['G.1X', 'G.2X', 'G.4X', 'G.8X'] as const satisfies readonly WorkerType[];

/** US dollars for an hour of a DPU in us-east-1: https://aws.amazon.com/glue/pricing/ */
export const dollarsPerDpuHour = 0.44;

type Size = { readonly workerType: WorkerType; readonly workers: number };

/** US dollars for a minute of a job's run. */
export const dollarsPerMinute = ({ workerType, workers }: Size, perDpuHour = dollarsPerDpuHour): number =>
  (workers * dpus[workerType] * perDpuHour) / 60;

const dollars = (amount: number): string => `$${amount < 0.1 ? amount.toFixed(3) : amount.toFixed(2)}`;

/** `from $0.015 (one minute, the least that Glue bills) to $0.15 (10 minutes, its timeout), in us-east-1` */
export const runCost = (job: {
  readonly workerType: WorkerType;
  readonly workers: number;
  /** minutes */
  readonly timeoutMinutes: number;
}): string => {
  const aMinute = dollarsPerMinute(job);
  return (
    `from ${dollars(aMinute)} (one minute, the least that Glue bills) to ` +
    `${dollars(aMinute * job.timeoutMinutes)} (${job.timeoutMinutes} minutes, its timeout), in us-east-1`
  );
};
