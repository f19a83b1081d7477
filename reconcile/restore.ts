import { kinds } from '../lab/kinds.ts';
import { type State, sameValue } from '../lab/marks.ts';
import type { Change } from '../lab/outcomes.ts';
import { changesBetween, type Displace, type Observation, type Resource } from './engine.ts';

/** A resource as far as restoring its settings takes it: never what the definition says. */
export type RestorableResource<S extends State, Extra> = Pick<
  Resource<S, Extra>,
  'kind' | 'id' | 'name' | 'properties' | 'observe' | 'update'
>;

/** What restoring some settings would do, or why it would not. */
export type Look =
  /** There is nothing to restore them to, or it is not the lab's. */
  | { readonly is: 'refused'; readonly isAbsent: boolean; readonly why: string }
  /** Everything is as it was saved. */
  | { readonly is: 'same'; readonly notes: readonly string[] }
  | { readonly is: 'different'; readonly changes: readonly Change[]; readonly notes: readonly string[] };

/** What restoring some settings has done. */
export interface Restored {
  readonly changes: readonly Change[];
  /** Address of what was there before; undefined if nothing had to change. */
  readonly displaced: string | undefined;
  readonly notes: readonly string[];
}

const refusal = <S extends State, Extra>(
  { kind, name, id }: Pick<RestorableResource<S, Extra>, 'kind' | 'name' | 'id'>,
  seen: Exclude<Observation<S, Extra>, { is: 'ours' }>,
): Extract<Look, { is: 'refused' }> => {
  const { singular } = kinds[kind];
  if (seen.is === 'foreign') return { is: 'refused', isAbsent: false, why: seen.why };
  return seen.is === 'absent'
    ? {
        is: 'refused',
        isAbsent: true,
        why: `there is no ${singular} ${name}: rebuild the lab first, then restore its settings`,
      }
    : {
        is: 'refused',
        isAbsent: false,
        why: `${singular} ${name} exists without the lab's mark: left as it is. Adopt ${id} first, if it is to be the lab's`,
      };
};

interface Difference<S extends State> {
  readonly changed: readonly (keyof S & string)[];
  readonly notes: readonly string[];
}

/** Which saved properties are others now; safety settings are left as they are. */
const differenceOf = <S extends State, Extra>(
  resource: RestorableResource<S, Extra>,
  saved: Partial<S>,
  state: S,
): Difference<S> => {
  const names: (keyof S & string)[] = Object.keys(resource.properties);
  const different = names.filter(
    name => saved[name] !== undefined && !sameValue(saved[name] ?? null, state[name] ?? null),
  );
  const safe = different.filter(name => resource.properties[name].always !== undefined);
  return {
    changed: different.filter(name => !safe.includes(name)),
    notes: safe.map(name => `${name} is a safety setting, which every rebuild puts right: it stays as it is`),
  };
};

/** Looks what restoring these settings would do. */
export const lookAtSettings = async <S extends State, Extra>(
  resource: RestorableResource<S, Extra>,
  saved: Partial<S>,
): Promise<Look> => {
  const seen = await resource.observe();
  if (seen.is !== 'ours') return refusal(resource, seen);
  const { changed, notes } = differenceOf(resource, saved, seen.state);
  return changed.length === 0
    ? { is: 'same', notes }
    : { is: 'different', changes: changesBetween(changed, seen.state, { ...seen.state, ...saved }), notes };
};

/**
 * Brings back settings that a repair or an adoption has displaced, after saving those that they displace in turn. The
 * mark stays as it is: it says what the lab applied last, so that the next rebuild finds somebody's change, and keeps it.
 *
 * @throws Error if it is gone or not the lab's by now
 */
export const restoreSettings = async <S extends State, Extra>(
  resource: RestorableResource<S, Extra>,
  saved: Partial<S>,
  displace: Displace,
): Promise<Restored> => {
  const seen = await resource.observe();
  if (seen.is !== 'ours') throw new Error(refusal(resource, seen).why);
  const { state, applied, extra } = seen;
  const { changed, notes } = differenceOf(resource, saved, state);
  if (changed.length === 0) return { changes: [], displaced: undefined, notes };
  const next = { ...state, ...saved };
  const before = Object.fromEntries(changed.map(name => [name, state[name] ?? null]));
  const displaced = await displace.settings(resource.id, before);
  const remarks = (await resource.update(next, changed, applied, extra)) ?? [];
  // Kinds write what a definition can say, and somebody's settings may be others.
  const now = await resource.observe();
  const missed = now.is === 'ours' ? differenceOf(resource, saved, now.state).changed : changed;
  return {
    changes: changesBetween(changed, state, next),
    displaced,
    notes: [
      ...notes,
      ...remarks,
      ...missed.map(
        name => `${name} does not read as it was saved: look again in a minute, or set it by hand`,
      ),
    ],
  };
};
