/** DPUs of one worker: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const dpus = { 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 } as const;
type WorkerType = keyof typeof dpus;

/** Worker types for Spark jobs; G.025X is for streaming only. */
export const workerTypes = ['G.1X', 'G.2X', 'G.4X', 'G.8X'] as const satisfies readonly WorkerType[];

/** US dollars for an hour of a DPU in us-east-1: https://aws.amazon.com/glue/pricing/ */
const dollarsPerDpuHour = 0.44;

/**
 * Regions in which a DPU-hour costs more, and the most that it costs anywhere, which stands for regions that are in
 * neither list. From AWS's price list, as
 * https://github.com/GoogleCloudPlatform/PerfKitBenchmarker/blob/master/perfkitbenchmarker/providers/aws/aws_dpb_glue_prices.py
 * has it (read on 2026-11-26).
 */
const dearer: Readonly<Record<string, number>> = {
  'af-south-1': 0.524,
  'eu-south-1': 0.52,
  'me-south-1': 0.59,
  'sa-east-1': 0.69,
};
const dearest = 0.69;
const asInVirginia =
  /^(us-(east|west)-[12]|ca-central-1|eu-(central-1|north-1|west-[123])|ap-(east-1|northeast-[123]|south-1|southeast-[123]))$/;

/** US dollars for a minute of a job's run. */
export const dollarsPerMinute = (
  { workerType, workers }: { readonly workerType: WorkerType; readonly workers: number },
  region: string,
): number => {
  const perHour = asInVirginia.test(region) ? dollarsPerDpuHour : (dearer[region] ?? dearest);
  return (workers * dpus[workerType] * perHour) / 60;
};

const dollars = (amount: number): string => `$${amount < 0.1 ? amount.toFixed(3) : amount.toFixed(2)}`;

/** `from $0.015 (one minute, the least that Glue bills) to $0.15 (10 minutes, its timeout), in us-east-1` */
export const runCost = (job: {
  readonly workerType: WorkerType;
  readonly workers: number;
  /** minutes */
  readonly timeoutMinutes: number;
}): string => {
  const aMinute = dollarsPerMinute(job, 'us-east-1');
  return (
    `from ${dollars(aMinute)} (one minute, the least that Glue bills) to ` +
    `${dollars(aMinute * job.timeoutMinutes)} (${job.timeoutMinutes} minutes, its timeout), in us-east-1`
  );
};
