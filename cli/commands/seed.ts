import {
  GetBucketRequestPaymentCommand,
  HeadBucketCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { formatSeedUri, parseSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { bytes } from '../../lab/words/units.ts';
import { inWords, isDenied, isMissing, unlessDenied } from '../../reconcile/aws-errors.ts';
import type { Answer, Context } from '../command.ts';
import { makeTemplate } from '../deploy/make-template.ts';
import { checkParameters } from '../deploy/parameters.ts';
import { readSeedStep } from '../deploy/seed.ts';
import { launchLink, templateFile, templateUrl } from '../endpoint/launch-link.ts';
import { openSeed } from '../endpoint/open-seed.ts';
import type { Readers } from '../endpoint/read-policy.ts';
import { Failed, UsageError } from '../errors.ts';
import { commandFor, makeBucket } from '../render/next.ts';
import { asStep, nowAndThen } from '../render/progress.ts';
import { publishSeed } from '../seed/publish-seed.ts';
import { publishedWords, publishingWords } from '../seed/publish-words.ts';
import { openSession, type Session, within } from '../session.ts';

export interface PublishOptions {
  readonly public?: boolean;
  /** `o-…` */
  readonly org?: string;
  /** Publishes the originals of converted files, too. */
  readonly keepRaw?: boolean;
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
const regionOf = async (session: Session, Bucket: string): Promise<string | undefined> => {
  try {
    return (await session.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  } catch (error) {
    if (isMissing(error))
      throw new Failed(`There is no bucket ${Bucket}. Create it first: ${makeBucket(session, Bucket)}`);
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
 * Refuses readers who would have to pay: a lab does not.
 * @throws Failed
 */
const refusePayingReaders = async (s3: S3Client, Bucket: string): Promise<void> => {
  const payment = await unlessDenied(s3.send(new GetBucketRequestPaymentCommand({ Bucket })));
  if (payment?.Payer === 'Requester')
    throw new Failed(
      `In bucket ${Bucket}, readers pay for their requests (requester pays), and a lab in another account does not ` +
        `read such a bucket. Publish to another one, or let the owner pay: aws s3api put-bucket-request-payment ` +
        `--bucket ${Bucket} --request-payment-configuration Payer=BucketOwner`,
    );
};

/** @throws UsageError */
const splitNames = (
  names: readonly string[],
): { readonly folders: readonly string[]; readonly address: string } => {
  const address = names.at(-1);
  const folders = names.slice(0, -1);
  if (address === undefined || folders.length === 0)
    throw new UsageError('Give a folder and s3://bucket/prefix/, in this order.');
  const wrong = folders.find(folder => folder.startsWith('s3:'));
  if (wrong !== undefined)
    throw new UsageError(
      `'${wrong}' is not a folder: only folders can be published. s3://bucket/prefix/ comes last.`,
    );
  return { folders, address };
};

/**
 * Publishes folders as one seed, with the template beside it, and returns the link that launches a lab from both.
 * Problems with the folders, the bucket or the credentials show before the template is made. Nothing is deleted.
 *
 * @param names folders, each on top of those before it, and the seed's address
 * @param template makes the template
 * @throws UsageError, Failed, and what readSeeds, parseSeedUri and publishSeed throw
 */
export const seedPublish = async (
  context: Context,
  names: readonly string[],
  options: PublishOptions,
  template: () => Promise<string> = makeTemplate,
): Promise<Answer> => {
  const { progress, interrupt, target } = context;
  interrupt.means(
    'You pressed Ctrl-C. The seed is not published until its lab.json is: run the same command again to continue.',
  );
  const { folders, address } = splitNames(names);
  const seed = parseSeedUri(address);
  const uri = formatSeedUri(seed);
  // Others could not launch a seed whose address the template refuses.
  checkParameters({ SeedUri: uri });
  const readers = readersOf(options, seed);
  const folder = await readSeedStep(
    context,
    folders.map(name => ({ from: 'folder', folder: name })),
    { keepRaw: options.keepRaw },
  );
  interrupt.check();
  const session = await openSession(target);
  return within(session, async () => {
    const { s3, lab, endpoint } = session;
    const region = (await regionOf(session, seed.bucket)) ?? lab.region;
    if (readers !== undefined) await refusePayingReaders(s3, seed.bucket);
    const made = await asStep(progress, 'Template', async () => {
      const text = await template();
      return [text, bytes(Buffer.byteLength(text))];
    });
    interrupt.check();
    const counts = await asStep(progress, 'Seed', async say => {
      const tell = nowAndThen(say);
      const done = await publishSeed(s3, folder, seed, now => {
        interrupt.check();
        tell(publishingWords(now));
      });
      await putTemplate(s3, seed, made);
      return [done, publishedWords(done)];
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
