import { InvalidInput } from './errors.ts';

/** The address of a seed: `lab.json` and the files it names are below the prefix. */
export interface SeedUri {
  readonly bucket: string;
  /** With its trailing slash; empty when the seed is at the top of the bucket. */
  readonly prefix: string;
}

const example = 's3://bucket/prefix/';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketPattern = /^(?=.{3,63}$)[a-z0-9][a-z0-9-]*[a-z0-9](\.[a-z0-9][a-z0-9-]*[a-z0-9])*$/;

const prefixProblem = (prefix: string): string | undefined => {
  if (prefix === '') return undefined;
  if (/[\p{Cc}\\]/u.test(prefix)) return 'has a backslash or an unprintable character in its prefix';
  const parts = prefix.slice(0, -1).split('/');
  if (parts.includes('')) return "has two slashes in a row, or one too many after the bucket's name";
  if (parts.some(part => part === '.' || part === '..')) return "has '.' or '..' in its prefix";
  if (parts.at(-1) === 'lab.json') return 'names lab.json itself: give the folder that it is in';
  return undefined;
};

/**
 * Parses `s3://bucket/prefix/`; adds a missing trailing slash, so that `s3://bucket/lab` does not also mean
 * `s3://bucket/lab-2`.
 * @throws InvalidInput that says what is wrong with the address
 */
export const parseSeedUri = (text: string): SeedUri => {
  const refuse = (problem: string) =>
    new InvalidInput(`The seed's address '${text}' ${problem}. Write it as ${example}`);
  const [, bucket, path = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw refuse('does not begin with s3://');
  if (bucket === '') throw refuse('names no bucket');
  if (!bucketPattern.test(bucket))
    throw refuse(
      `names the bucket '${bucket}', which can't exist: 3 to 63 lower-case letters, digits, hyphens, dots`,
    );
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const problem = prefixProblem(prefix);
  if (problem !== undefined) throw refuse(problem);
  return { bucket, prefix };
};

/** The inverse of `parseSeedUri`: `s3://bucket/prefix/`. */
export const formatSeedUri = ({ bucket, prefix }: SeedUri): string => `s3://${bucket}/${prefix}`;
