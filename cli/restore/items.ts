import { GetObjectCommand } from '@aws-sdk/client-s3';
import { inParallel } from '../../lab/in-parallel.ts';
import { isDenied, orAbsent } from '../../reconcile/aws-errors.ts';
import { listKeys } from '../../reconcile/listing.ts';
import { isSaved } from '../../reconcile/object-mark.ts';
import { lookAtObject } from '../../reconcile/restore-object.ts';
import type { ResourceClients } from '../clients.ts';
import { messageOf } from '../errors.ts';
import type { Session } from '../session.ts';
import { type Displaced, savedAddress } from './displaced.ts';
import { settingsToRestore } from './resources.ts';
import { NotRestorable, type SettingsToRestore } from './settings.ts';

/**
 * What is now where something was displaced: the same as was saved, something else, nothing, or nobody may know. What is
 * `lost` can't be restored.
 */
export type Now = 'same' | 'other' | 'absent' | 'unknown' | 'lost';

/** Something displaced, and what is there now. */
export interface Looked {
  readonly item: Displaced;
  readonly now: Now;
  /** Which settings they are. */
  readonly properties?: readonly string[];
  /** Why it can't be restored, or why nobody knows. */
  readonly why?: string;
}

/** Bytes; the longest settings that a definition makes have less. */
const mostSettings = 2_000_000;

/** Reads saved settings. @throws NotRestorable */
export const readSettings = async (
  { s3, lab }: Pick<Session, 's3' | 'lab'>,
  clients: ResourceClients,
  item: Displaced & { readonly saved: { readonly is: 'settings' } },
): Promise<SettingsToRestore> => {
  const { from, bytes, saved } = item;
  const address = savedAddress(item);
  if (bytes > mostSettings) throw new NotRestorable(`${address} is too large to be settings`);
  const object = await orAbsent(
    s3.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key, ExpectedBucketOwner: lab.account })),
    'NoSuchKey',
  );
  if (object === undefined) throw new NotRestorable(`${address} is gone`);
  if (!isSaved(object, from))
    throw new NotRestorable(
      `${address} does not carry the mark of what a run has saved: somebody else put it there`,
    );
  const text = (await object.Body?.transformToString('utf-8')) ?? '';
  return settingsToRestore(clients, lab, saved.resource, text, address);
};

export const isSettings = (
  item: Displaced,
): item is Displaced & { readonly saved: { readonly is: 'settings' } } => item.saved.is === 'settings';

type SavedObject = Displaced & { readonly saved: Extract<Displaced['saved'], { is: 'object' }> };
export const isObject = (item: Displaced): item is SavedObject => item.saved.is === 'object';

const unknownOr = (item: Displaced, error: unknown): Looked => {
  if (error instanceof NotRestorable) return { item, now: 'lost', why: error.message };
  if (isDenied(error)) return { item, now: 'unknown', why: messageOf(error) };
  throw error;
};

const lookAtSaved = async (
  session: Pick<Session, 's3' | 'lab'>,
  clients: ResourceClients,
  item: Parameters<typeof readSettings>[2],
): Promise<Looked> => {
  try {
    const toRestore = await readSettings(session, clients, item);
    const { properties } = toRestore;
    const look = await toRestore.look();
    if (look.is !== 'refused') return { item, properties, now: look.is === 'same' ? 'same' : 'other' };
    return look.isAbsent
      ? { item, properties, now: 'absent' }
      : { item, properties, now: 'lost', why: look.why };
  } catch (error) {
    return unknownOr(item, error);
  }
};

/** What is in the places of many objects, in a few listings; only those of the same size are looked at one by one. */
const lookAtObjects = async (
  session: Pick<Session, 's3' | 'lab'>,
  items: readonly SavedObject[],
): Promise<Looked[]> => {
  const { s3, lab } = session;
  const byBucket = Object.groupBy(items, ({ saved }) => saved.to.bucket);
  const looked = await inParallel(
    4,
    Object.entries(byBucket),
    async ([Bucket, list = []]): Promise<Looked[]> => {
      try {
        const folder = { Bucket, Prefix: '', ExpectedBucketOwner: lab.account };
        const keys = list.map(({ saved }) => saved.to.key);
        const there = (await orAbsent(listKeys(s3, folder, keys), 'NoSuchBucket')) ?? new Map();
        return inParallel(8, list, async (item): Promise<Looked> => {
          const found = there.get(item.saved.to.key);
          if (found === undefined) return { item, now: 'absent' };
          if (found.bytes !== item.bytes) return { item, now: 'other' };
          if (found.etag === item.etag) return { item, now: 'same' };
          const look = await lookAtObject(s3, lab, item.from, item.saved.to);
          return look.is === 'refused'
            ? { item, now: 'lost', why: look.why }
            : { item, now: look.is === 'same' ? 'same' : 'other' };
        });
      } catch (error) {
        return list.map(item => unknownOr(item, error));
      }
    },
  );
  return looked.flat();
};

/** Looks what is there now for all of these, in their order. */
export const lookAtAll = async (
  session: Pick<Session, 's3' | 'lab'>,
  clients: ResourceClients,
  items: readonly Displaced[],
): Promise<readonly Looked[]> => {
  const settings = await inParallel(4, items.filter(isSettings), item => lookAtSaved(session, clients, item));
  const objects = await lookAtObjects(session, items.filter(isObject));
  const found = new Map([...settings, ...objects].map(looked => [looked.item, looked]));
  return items.map(
    (item): Looked =>
      found.get(item) ?? {
        item,
        now: 'lost',
        ...(item.saved.is === 'unknown' ? { why: item.saved.why } : {}),
      },
  );
};
