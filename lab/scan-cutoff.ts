import { datasetBytes } from './datasets.ts';
import type { Dataset } from './definition.ts';

/** The least cutoff that Athena takes: https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
const leastCutoff = 10_000_000;

/** The most bytes that one query in the lab's workgroup may scan: enough to read all of the seed's data twice. */
export const scanCutoff = (datasets: readonly Pick<Dataset, 'bytes' | 'files'>[]): number =>
  Math.max(leastCutoff, 2 * datasets.reduce((sum, dataset) => sum + datasetBytes(dataset), 0));
