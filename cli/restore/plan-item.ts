import { allOf } from '../../lab/in-parallel.ts';
import { kinds, partsOf } from '../../lab/kinds.ts';
import type { Change } from '../../lab/outcomes.ts';
import type { Displace } from '../../reconcile/engine.ts';
import { addressOf } from '../../reconcile/place.ts';
import { lookAtObject, restoreObject } from '../../reconcile/restore-object.ts';
import type { ResourceClients } from '../clients.ts';
import type { Session } from '../session.ts';
import { type Displaced, savedAddress } from './displaced.ts';
import { isObject, isSettings, readSettings } from './items.ts';
import { NotRestorable } from './settings.ts';

/** What has been restored. */
export interface RestoredItem {
  readonly changes: readonly Change[];
  /** Address of what was there before. */
  readonly displaced: string | undefined;
  readonly notes: readonly string[];
}

/** What restoring one item would do, and how to do it. */
export interface PlannedItem {
  readonly item: Displaced;
  /** Whether everything is already as it was saved. */
  readonly isThere: boolean;
  /** Of settings: what changes. */
  readonly changes: readonly Change[];
  /** Of an object: its place, and the bytes of what it replaces; undefined if nothing is there. */
  readonly object?: { readonly to: string; readonly replaces: number | undefined };
  /** Whether Athena will read it as a part of a table that did not have it a moment ago. */
  readonly joinsTable: boolean;
  readonly notes: readonly string[];
  restore(displace: Displace): Promise<RestoredItem>;
}

/** Names that Athena passes over: https://docs.aws.amazon.com/athena/latest/ug/tables-location-format.html */
const isHidden = (key: string): boolean => key.split('/').some(part => /^[._]/.test(part));

const planSettings = async (
  session: Pick<Session, 's3' | 'lab'>,
  clients: ResourceClients,
  item: Parameters<typeof readSettings>[2],
): Promise<PlannedItem> => {
  const toRestore = await readSettings(session, clients, item);
  const look = await toRestore.look();
  if (look.is === 'refused') throw new NotRestorable(`${item.id} can't be restored: ${look.why}`);
  return {
    item,
    isThere: look.is === 'same',
    changes: look.is === 'same' ? [] : look.changes,
    joinsTable: false,
    notes: look.notes,
    restore: displace => toRestore.restore(displace),
  };
};

const planObject = async (
  { s3, lab }: Pick<Session, 's3' | 'lab'>,
  item: Displaced & { readonly saved: Extract<Displaced['saved'], { is: 'object' }> },
): Promise<PlannedItem> => {
  const { from, saved } = item;
  const look = await lookAtObject(s3, lab, from, saved.to);
  if (look.is === 'refused') throw new NotRestorable(`${item.id} can't be restored: ${look.why}`);
  const there = look.is === 'different' ? look.there : undefined;
  return {
    item,
    isThere: look.is === 'same',
    changes: [],
    object: { to: addressOf(saved.to), replaces: there?.ContentLength },
    joinsTable:
      look.is === 'different' &&
      there === undefined &&
      saved.sort === 'file of a table' &&
      !isHidden(saved.to.key),
    notes: [],
    async restore({ folder }) {
      const { displaced } = await restoreObject(s3, lab, from, saved.to, folder);
      return { changes: [], displaced, notes: [] };
    },
  };
};

/**
 * Looks what restoring these would do.
 * @throws NotRestorable if one of them can't be restored
 */
export const planItems = (
  session: Pick<Session, 's3' | 'lab'>,
  clients: ResourceClients,
  items: readonly Displaced[],
): Promise<readonly PlannedItem[]> =>
  allOf(
    items.map(async item => {
      if (isSettings(item)) return planSettings(session, clients, item);
      if (isObject(item)) return planObject(session, item);
      const why = item.saved.is === 'unknown' ? item.saved.why : '';
      throw new NotRestorable(`${savedAddress(item)} can't be restored: ${why}`);
    }),
  );

/** `table`, `job script`, `file of a table`; undefined for what is unknown. */
export const sortOf = ({ saved }: Displaced): string | undefined => {
  if (saved.is === 'object') return saved.sort;
  if (saved.is === 'unknown') return undefined;
  const { kind } = partsOf(saved.resource);
  return Object.entries(kinds).find(([name]) => name === kind)?.[1].singular;
};
