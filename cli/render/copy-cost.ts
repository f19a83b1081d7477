import type { Copied } from '../../lab/outcomes.ts';
import { bytes, dollars } from '../../lab/words/units.ts';

/**
 * Dollars in us-east-1, where most are cheapest: for a thousand COPY or LIST requests, and for a GB between two regions
 * of one continent. https://aws.amazon.com/s3/pricing/
 */
const thousandRequests = 0.005;
const gigabyteBetweenRegions = 0.02;

/** A file above this is copied in parts of 512 MiB, each a request. */
const usualPart = 512 * 1024 ** 2;

const about = (amount: number): string => (amount < 0.01 ? 'less than $0.01' : `about ${dollars(amount)}`);

/** What S3's requests for a copy cost, in dollars. */
export const copyDollars = ({ files, copiedFiles, copiedBytes }: Copied): number =>
  ((copiedFiles + copiedBytes / usualPart + (2 * files) / 1000) / 1000) * thousandRequests;

/** What a copy costs, in one sentence. */
export const copyCostWords = (copied: Copied): string =>
  `Copying costs ${about(copyDollars(copied))} in requests. If the seed is in another region, its owner also pays for ` +
  `${bytes(copied.copiedBytes)} between regions, ${about((copied.copiedBytes / 1e9) * gigabyteBetweenRegions)}.`;
