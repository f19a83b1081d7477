import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { assetKeys, bucketName } from '../../lab/names.ts';
import { parseSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { counted } from '../../lab/words/units.ts';
import {
  type JobFile,
  localOptions,
  places,
  sha256Of,
  sha256OfFile,
  type TrustPlaces,
  trust,
  untrustedOf,
  whatScriptsCanDo,
} from '../../local-aws/index.ts';
import { isMissing } from '../../reconcile/aws-errors.ts';
import type { Place } from '../../reconcile/place.ts';
import type { Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { filesOfJobs, placeIn, readDefinition } from '../seed/published-seed.ts';
import type { SeedFile, SeedFolder } from '../seed/seed-folder.ts';
import type { Session, Target } from '../session.ts';
import { labStack } from './lab-stack.ts';

export interface TrustOptions {
  /** Trusts the scripts of the lab's jobs on this machine, now and from then on. */
  readonly trust?: boolean;
  readonly runJob?: boolean;
}

/** @throws UsageError */
export const checkTrustOption = ({ trust: isGiven }: TrustOptions, { isLocal }: Target): void => {
  if (isGiven === true && !isLocal)
    throw new UsageError(
      '--trust is about scripts on this machine, so it needs --local. In an account, jobs run in Glue with the role of the lab.',
    );
};

const sha256InS3 = async (s3: S3Client, { bucket, key }: Place): Promise<string> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return sha256Of((await Body?.transformToByteArray()) ?? '');
};

const sha256OfContent = (s3: S3Client, file: SeedFile): Promise<string> | string => {
  if ('path' in file) return sha256OfFile(file.path);
  if ('from' in file) return sha256InS3(s3, file.from);
  return sha256Of('body' in file ? file.body : file.make());
};

/** The files of a seed's jobs: what would run, and what it imports or opens. */
const codeOfFolder = ({ s3 }: Session, { definition, files }: SeedFolder): Promise<readonly JobFile[]> => {
  const keys = new Set(filesOfJobs(definition).map(({ key }) => key));
  return Promise.all(
    files
      .filter(({ key }) => keys.has(key))
      .map(async file => ({ name: file.key, sha256: await sha256OfContent(s3, file) })),
  );
};

/** The same of a published seed, and what has been put in their places in the lab since. */
const codeOfSeed = async ({ s3, lab }: Session, seed: SeedUri): Promise<readonly JobFile[]> => {
  const definition = await readDefinition(s3, seed);
  const published = filesOfJobs(definition).map(({ key }) => placeIn(seed, key));
  const bucket = bucketName(lab, 'assets');
  const deployed = definition.jobs.flatMap(job => [
    { bucket, key: assetKeys.jobScript(job.name) },
    ...jobFiles(job).map(file => ({ bucket, key: assetKeys.jobFile(job.name, fileNameOf(file)) })),
  ]);
  const found: JobFile[] = [];
  for (const place of [...published, ...deployed]) {
    try {
      found.push({ name: `s3://${place.bucket}/${place.key}`, sha256: await sha256InS3(s3, place) });
    } catch (error) {
      // A lab that is not built yet has none, and a seed that lacks one is refused by the run.
      if (!isMissing(error)) throw error;
    }
  }
  return found;
};

/** The address of the seed that a lab's stack has; empty for the built-in sample, or if there is no stack. */
const seedOfStack = async (session: Session): Promise<string> => {
  const { Parameters = [] } = (await labStack(session)) ?? {};
  return Parameters.find(({ ParameterKey }) => ParameterKey === 'SeedUri')?.ParameterValue ?? '';
};

/** A seed that was read here, the address of one, the built-in sample, or what the stack has. */
export type TrustedSeed = SeedFolder | { readonly uri: string } | 'stack';

/**
 * Remembers that a seed's scripts may run on this machine if the user says so; otherwise refuses to run those that may
 * not, before anything is changed. The local AWS refuses them, too, whoever starts the job.
 * @throws UsageError
 */
export const settleTrust = async (
  { progress }: Pick<Context, 'progress'>,
  session: Session,
  seed: TrustedSeed,
  { trust: isGiven, runJob }: TrustOptions,
  at: TrustPlaces = { trusted: places(localOptions).trusted, projectRoot: localOptions.projectRoot },
): Promise<void> => {
  if (session.local === undefined || (isGiven !== true && runJob !== true)) return;
  const code = await codeOf(session, seed);
  // The seed's file and the lab's are usually the same.
  const unknown = [...new Map((await untrustedOf(at, code)).map(file => [file.sha256, file])).values()];
  if (unknown.length === 0) return;
  if (isGiven === true) {
    await trust(at, unknown);
    await progress.note(
      `From now on, this machine runs ${counted(unknown.length, 'file')} of the lab's jobs.`,
    );
    return;
  }
  const [first] = unknown;
  const others = unknown.length > 1 ? ` (and ${counted(unknown.length - 1, 'other file')})` : '';
  throw new UsageError(
    `The job script ${first?.name}${others} ${whatScriptsCanDo}. If you trust it, ` +
      'add --trust to the same command: once is enough until a file changes.',
  );
};

const codeOf = async (session: Session, seed: TrustedSeed): Promise<readonly JobFile[]> => {
  if (seed !== 'stack' && 'definition' in seed) return codeOfFolder(session, seed);
  const uri = seed === 'stack' ? await seedOfStack(session) : seed.uri;
  return uri === '' ? [] : codeOfSeed(session, parseSeedUri(uri));
};
