import { HeadBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { formatSeedUri, parseSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { inWords, isDenied, isMissing } from '../../reconcile/aws-errors.ts';
import type { Answer, Context } from '../command.ts';
import { checkParameters } from '../deploy/parameters.ts';
import { makeTemplate } from '../deploy/template.ts';
import { launchLink, templateFile, templateUrl } from '../endpoint/launch-link.ts';
import { openSeed } from '../endpoint/open-seed.ts';
import type { Readers } from '../endpoint/read-policy.ts';
import { Failed, UsageError } from '../errors.ts';
import { commandFor } from '../render/next.ts';
import { asStep } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { bytes, counted } from '../render/units.ts';
import { publishSeed } from '../seed/publish-seed.ts';
import { readSeedFolder } from '../seed/read-seed-folder.ts';
import { openSession, within } from '../session.ts';

export interface PublishOptions {
  readonly public?: boolean;
  /** `o-…` */
  readonly org?: string;
}

/** @throws UsageError */
const readersOf = ({ public: everyone, org }: PublishOptions, { prefix }: SeedUri): Readers | undefined => {
  if (everyone !== true && org === undefined) return undefined;
  if (prefix === '')
    throw new UsageError(
      'This would let others read the whole bucket: give the seed its own folder, s3://bucket/prefix/.',
    );
  if (org === undefined) return 'everyone';
  // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
  if (!/^o-[a-z0-9]{10,32}$/.test(org))
    throw new UsageError(`--org '${org}' is not an organisation's id, which looks like o-a1b2c3d4e5.`);
  return { organisation: org };
};

/**
 * A bucket's region; undefined if S3 does not say.
 * @throws Failed if the bucket does not exist or is not ours
 */
const regionOf = async (s3: S3Client, Bucket: string): Promise<string | undefined> => {
  try {
    return (await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  } catch (error) {
    if (isMissing(error))
      throw new Failed(`There is no bucket ${Bucket}. Create it first: aws s3 mb s3://${Bucket}`);
    if (isDenied(error))
      throw new Failed(`Bucket ${Bucket} belongs to another account, or s3:ListBucket is denied on it.`);
    throw inWords(error, `HeadBucket ${Bucket}`);
  }
};

const putTemplate = (s3: S3Client, { bucket, prefix }: SeedUri, template: string) =>
  s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: `${prefix}${templateFile}`,
      Body: template,
      ContentType: 'application/json',
      CacheControl: 'no-cache',
    }),
  );

const accessWords = (readers: Readers | undefined, unblocked: boolean): string => {
  if (readers === undefined)
    return "The bucket's policy is unchanged: anyone who may read the bucket can launch it.";
  if (readers !== 'everyone') return `The accounts of ${readers.organisation} can read it.`;
  const block = unblocked ? ' The bucket no longer blocks public policies.' : '';
  return `Anyone on the internet can read it.${block}`;
};

/**
 * Publishes a folder as a seed, with the template beside it, and returns the link that launches a lab from both.
 * Problems with the folder, the bucket or the credentials show before the template is made. Nothing is deleted.
 * @param template makes the template
 * @throws UsageError, Failed, and what readSeedFolder, parseSeedUri and publishSeed throw
 */
export const seedPublish = async (
  { progress, interrupt, target }: Context,
  folderName: string,
  address: string,
  options: PublishOptions,
  template: () => Promise<string> = makeTemplate,
): Promise<Answer> => {
  interrupt.means(
    'Interrupted. The seed is not published until its lab.json is: run the same command again to continue.',
  );
  const seed = parseSeedUri(address);
  const uri = formatSeedUri(seed);
  // Others could not launch a seed whose address the template refuses.
  checkParameters({ SeedUri: uri });
  const readers = readersOf(options, seed);
  const folder = await asStep(progress, 'Seed folder', async say => {
    const read = await readSeedFolder(folderName, reading(say, interrupt));
    const { title, version } = read.definition;
    return [read, `${title} ${version}, ${counted(read.files.length, 'file')}`];
  });
  for (const warning of folder.warnings) await progress.note(warning);
  interrupt.check();
  const session = await openSession(target);
  return within(session, async () => {
    const { s3, lab, endpoint } = session;
    const region = (await regionOf(s3, seed.bucket)) ?? lab.region;
    const made = await asStep(progress, 'Template', async () => {
      const text = await template();
      return [text, bytes(Buffer.byteLength(text))];
    });
    interrupt.check();
    const counts = await asStep(progress, 'Seed', async say => {
      const done = await publishSeed(s3, folder, seed, ({ uploaded, skipped, files }) => {
        interrupt.check();
        say(`${uploaded + skipped} of ${counted(files, 'file')}`);
      });
      await putTemplate(s3, seed, made);
      return [
        done,
        `${counted(done.uploaded, 'file')} (${bytes(done.bytes)}) published, ${done.skipped} in place`,
      ];
    });
    interrupt.check();
    const unblocked = readers !== undefined && (await openSeed(s3, seed, readers, lab.partition));
    // Only AWS has a console to link to.
    const link = endpoint === undefined ? launchLink(seed, region, lab.name) : null;
    return {
      document: {
        seed: uri,
        template: link === null ? `${uri}${templateFile}` : templateUrl(seed, region),
        link,
        region,
        readers: readers ?? 'as before',
        unblocked,
        warnings: folder.warnings,
        ...counts,
      },
      text: [
        `${uri} is published, with ${templateFile} beside it. ${accessWords(readers, unblocked)}`,
        '',
        'Launch a lab from it',
        ...(link === null ? [] : [`  ${link}`]),
        `  ${commandFor(session, 'up')} --seed ${uri}`,
      ].join('\n'),
    };
  });
};
