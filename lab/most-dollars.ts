import { datasetBytes } from './datasets.ts';
import type { Job, LabDefinition } from './definition.ts';
import { dollarsPerDpuHour, dollarsPerMinute } from './job-cost.ts';
import { mostRebuildMinutes } from './job-runs.ts';
import type { Lab } from './names.ts';
import { scanCutoff } from './scan-cutoff.ts';
import { mostStartsADay } from './schedule.ts';

/*
 * The most that a lab can cost in a day, in US dollars. Prices are those of us-east-1. What a job's script writes, logs or
 * calls is not in it, nor what people query: docs/decisions/0035-dollars-per-day.md.
 */

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

const perDpuHour = (region: string): number =>
  asInVirginia.test(region) ? dollarsPerDpuHour : (dearer[region] ?? dearest);

/** S3 and Athena cost the same in these regions, and at most 1.8 times as much anywhere (São Paulo): twice is more. */
const timesVirginia = (region: string): number => (/^us-(east-[12]|west-2)$/.test(region) ? 1 : 2);
/** A TB (10^12 bytes) that Athena scans: https://aws.amazon.com/athena/pricing/ */
const perByteScanned = 5 / 1e12;
/** Athena bills each query for at least 10 MB. */
const leastScan = 10_000_000;
/** A thousand COPY, PUT or LIST requests, and a GB stored for a month: https://aws.amazon.com/s3/pricing/ */
const perRequest = 0.005 / 1000;
const perByteStoredADay = 0.023 / 1e9 / 30;
/** A large file is copied in parts of this size, each a request. */
const partBytes = 512 * 1024 ** 2;
/** Most objects of a list. */
const listed = 1000;

/**
 * A rebuild's transitions, functions and logs, and what each batch of files and each table adds: more than twice the
 * arithmetic of docs/decisions/0005-doors.md.
 */
const perRebuild = 0.003;
const perBatch = 0.0001;
const perTable = 0.000_01;
/** A dashboard beyond the three free ones ($3 a month), and the alarms ($0.20). */
const standing = 0.11;

const minutesPerDay = 24 * 60;

/** What the stack's parameters say, and what Plan has counted. */
export interface Circumstances {
  readonly region: Lab['region'];
  /** The parameter `ScheduleExpression`. */
  readonly schedule: string;
  /** Whether rebuilds run the jobs. */
  readonly runJob: boolean;
  /** Files of all datasets, and the batches in which they are copied. */
  readonly files: number;
  readonly batches: number;
}

/** A part of what a lab costs. */
export type CostPart = { readonly dollars: number } & (
  | { readonly of: 'job'; readonly job: Job; readonly starts: number; readonly minutes: number }
  | { readonly of: 'rebuilds'; readonly rebuilds: number }
  | { readonly of: 'smoke tests'; readonly queries: number; readonly bytes: number }
  | { readonly of: 'data'; readonly files: number; readonly bytes: number }
);

/**
 * A job runs on its own schedule, in rebuilds that run jobs, and once when somebody starts it; each run until its timeout.
 * It has one run at a time, so a day has no more minutes than the last run lets it, and a minute more for each start:
 * Glue bills at least one. There are no retries (`MaxRetries`).
 */
const jobPart = (job: Job, rebuilds: number, { region, runJob }: Circumstances): CostPart => {
  const scheduled = mostStartsADay(job.schedule ?? '');
  const inRebuilds = runJob ? rebuilds : 0;
  const starts = scheduled + inRebuilds + 1;
  const asked =
    (scheduled + 1) * job.timeoutMinutes + inRebuilds * Math.min(job.timeoutMinutes, mostRebuildMinutes);
  const minutes = Math.min(asked, minutesPerDay + job.timeoutMinutes + starts);
  return { of: 'job', job, starts, minutes, dollars: minutes * dollarsPerMinute(job, perDpuHour(region)) };
};

/**
 * The most dollars that a lab can cost in a day on which it is built from nothing and then looked after: its parts, the
 * dearest first.
 */
export const mostDollarsADay = (
  definition: Pick<LabDefinition, 'datasets' | 'tables' | 'jobs' | 'smokeTests'>,
  circumstances: Circumstances,
): { readonly dollars: number; readonly parts: readonly CostPart[] } => {
  const { datasets, tables, jobs, smokeTests } = definition;
  const { region, schedule, runJob, files, batches } = circumstances;
  const times = timesVirginia(region);
  // One more than the schedule starts, for the one that somebody starts.
  const rebuilds = mostStartsADay(schedule) + 1;
  const bytes = datasets.reduce((sum, dataset) => sum + datasetBytes(dataset), 0);
  const cutoff = scanCutoff(datasets);
  // Three for a job's output: how many rows it must have, how many it has, and the first of them.
  const proofs = 3 * jobs.filter(({ output }) => output !== undefined).length;
  const queries = rebuilds * smokeTests.length + (runJob ? rebuilds : 1) * proofs;
  // Each table once, in a query with others; again alone if one of those can't be read; and again for its first rows.
  const counted = 3 * (bytes + datasets.length * leastScan);
  const requests = files + (2 * bytes) / partBytes + (rebuilds * 2 * files) / listed;
  const parts: CostPart[] = [
    ...jobs.map(job => jobPart(job, rebuilds, circumstances)),
    {
      of: 'rebuilds',
      rebuilds,
      dollars:
        standing +
        rebuilds * (perRebuild + batches * perBatch + (datasets.length + tables.length) * perTable),
    },
    { of: 'smoke tests', queries, bytes: cutoff, dollars: times * queries * cutoff * perByteScanned },
    {
      of: 'data',
      files,
      bytes,
      dollars: times * (requests * perRequest + bytes * perByteStoredADay + counted * perByteScanned),
    },
  ];
  return {
    dollars: parts.reduce((sum, part) => sum + part.dollars, 0),
    parts: parts.toSorted((a, b) => b.dollars - a.dollars),
  };
};
