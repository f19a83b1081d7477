import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { isKind, kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName, type Lab, zones } from '../../lab/names.ts';
import { addressOf, type Place } from '../../reconcile/place.ts';

/** What something saved below `displaced/` is. */
export type Saved =
  /** Settings of a resource, as JSON. */
  | { readonly is: 'settings'; readonly resource: string }
  /** An object, and where it was. */
  | {
      readonly is: 'object';
      readonly to: Place;
      readonly sort: 'file of a table' | 'job script' | 'job file';
    }
  /** Nothing that a run of this lab saves. */
  | { readonly is: 'unknown'; readonly why: string };

/** Something that a run, or a restoration, has displaced. */
export interface Displaced {
  /** Name of the execution or of the restoration. */
  readonly run: string;
  /**
   * How one calls it: as outcomes call the resource, for a file of a dataset with the file's name, and with `.2` and so on
   * where the same run saved several.
   */
  readonly id: string;
  readonly from: Place;
  /** As S3 has it: when it was saved. */
  readonly savedAt: Date;
  readonly bytes: number;
  readonly etag: string | undefined;
  readonly saved: Saved;
}

const root = assetKeys.displaced('').slice(0, -1);

/** The name without the number of a further copy, if the first one is there, too: `x.csv.2` may also be its own name. */
const withoutCopy = (
  name: string,
  ending: string,
  isThere: (name: string) => boolean,
): { readonly name: string; readonly copy: string } => {
  const [, first, copy] = /^(.+)\.([2-9]|[1-9]\d+)$/s.exec(name) ?? [];
  return first === undefined || copy === undefined || !isThere(`${first}${ending}`)
    ? { name, copy: '' }
    : { name: first, copy: `.${copy}` };
};

const unknown = (why: string): { readonly id: undefined; readonly saved: Saved } => ({
  id: undefined,
  saved: { is: 'unknown', why },
});

/** A path that some programs read as one that leads elsewhere, which no run has saved. */
const isCrooked = (path: string): boolean =>
  path.split('/').some(part => part === '' || part === '.' || part === '..');

const objectIn = (lab: Lab, bucket: string, key: string) => {
  const zone = zones.find(each => bucketName(lab, each) === bucket);
  const [folder = '', ...file] = key.split('/');
  const to = { bucket, key };
  if (zone !== undefined)
    return file.length === 0
      ? unknown("it was in no table's folder")
      : {
          id: `${kinds.dataset.id({ zone, table: folder })}/${file.join('/')}`,
          saved: { is: 'object', to, sort: 'file of a table' } as const,
        };
  const [, script] = /^jobs\/([^/]+)\.py$/.exec(key) ?? [];
  if (script !== undefined)
    return { id: kinds.script.id(script), saved: { is: 'object', to, sort: 'job script' } as const };
  const [, job, name] = /^jobs\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  return job !== undefined && name !== undefined
    ? { id: kinds['job-file'].id(job, name), saved: { is: 'object', to, sort: 'job file' } as const }
    : unknown('no run displaces anything else of this bucket');
};

const read = (lab: Lab, path: string, isThere: (path: string) => boolean) => {
  const [first = ''] = path.split('/', 1);
  if (isCrooked(path)) return unknown('it has empty or dotted folders in its name');
  if (isKind(first)) {
    if (!path.endsWith('.json')) return unknown('settings are saved as .json');
    const { name, copy } = withoutCopy(path.slice(0, -'.json'.length), '.json', isThere);
    return { id: `${name}${copy}`, saved: { is: 'settings', resource: name } as const };
  }
  const isLabs = [...zones, 'assets' as const].some(purpose => bucketName(lab, purpose) === first);
  if (!isLabs) return unknown(`${first} is neither a kind of resource nor a bucket of lab ${lab.name}`);
  const { name, copy } = withoutCopy(path, '', isThere);
  const { id, saved } = objectIn(lab, first, name.slice(first.length + 1));
  return { id: id === undefined ? undefined : `${id}${copy}`, saved };
};

/** An object below `displaced/` as S3 lists it. */
export interface ListedObject {
  readonly key: string;
  readonly savedAt: Date;
  readonly bytes: number;
  readonly etag: string | undefined;
}

/**
 * What these objects are. Their keys are anybody's who can write to the assets bucket, so what is not exactly as a run
 * saves it is `unknown`.
 */
export const displacedIn = (lab: Lab, objects: readonly ListedObject[]): readonly Displaced[] => {
  const bucket = bucketName(lab, 'assets');
  const keys = new Set(objects.map(({ key }) => key));
  return objects.flatMap(({ key, ...listed }) => {
    const [, run, path] = /^displaced\/([^/]+)\/(.+)$/s.exec(key) ?? [];
    // A folder marker, as consoles make them.
    if (run === undefined || path === undefined || key.endsWith('/')) return [];
    const { id = path, saved } = read(lab, path, name => keys.has(`${assetKeys.displaced(run)}${name}`));
    return [{ run, id, from: { bucket, key }, ...listed, saved }];
  });
};

/** Everything below `displaced/`, by run, newest first, and by id. @throws NoSuchBucket */
export const listDisplaced = async (s3: S3Client, lab: Lab): Promise<readonly Displaced[]> => {
  const Bucket = bucketName(lab, 'assets');
  const objects: ListedObject[] = [];
  const pages = paginateListObjectsV2(
    { client: s3 },
    { Bucket, Prefix: root, ExpectedBucketOwner: lab.account },
  );
  for await (const { Contents = [] } of pages)
    for (const {
      Key: key = '',
      LastModified: savedAt = new Date(0),
      Size: bytes = 0,
      ETag: etag,
    } of Contents)
      objects.push({ key, savedAt, bytes, etag });
  const items = displacedIn(lab, objects);
  const newest = new Map<string, number>();
  for (const { run, savedAt } of items) newest.set(run, Math.max(newest.get(run) ?? 0, savedAt.getTime()));
  return items.toSorted(
    (a, b) =>
      (newest.get(b.run) ?? 0) - (newest.get(a.run) ?? 0) ||
      (a.run < b.run ? -1 : a.run > b.run ? 1 : 0) ||
      (a.id < b.id ? -1 : 1),
  );
};

/** Where it is saved: `s3://bucket/displaced/…`, as reports have it. */
export const savedAddress = ({ from }: Pick<Displaced, 'from'>): string => addressOf(from);
