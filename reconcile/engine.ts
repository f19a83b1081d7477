import { setTimeout as sleep } from 'node:timers/promises';
import { kinds, type Named } from '../lab/kinds.ts';
import {
  type AppliedMark,
  appliedFrom,
  canonical,
  formatApplied,
  type State,
  sameValue,
  shortHash,
  type Value,
} from '../lab/marks.ts';
import { outcomeOf } from '../lab/outcome-of.ts';
import type { BucketContents, Change, Outcome } from '../lab/outcomes.ts';
import { fullJitter } from './aws-calls.ts';
import { isAlreadyThere, isConflict, isOvertaken } from './aws-errors.ts';
import type { Place } from './place.ts';

/**
 * What is there under a resource's name. `extra` is what only the resource itself needs to write it back whole; `notes`
 * is what else there is to know about it.
 */
export type Observation<S extends State, Extra> =
  | { readonly is: 'absent' }
  | { readonly is: 'foreign'; readonly why: string }
  | { readonly is: 'unmarked'; readonly state: S; readonly extra: Extra }
  | {
      readonly is: 'ours';
      readonly state: S;
      readonly applied: AppliedMark;
      readonly extra: Extra;
      readonly notes?: readonly string[];
    };

/** How one compared property behaves. */
export interface Property {
  /** Not part of the call that creates: a second call sets it. `initial` is what AWS has until then. */
  readonly later?: { readonly initial: Value };
  /** A safety setting: repaired no matter who changed it; with a function, only from the values for which it is true. */
  readonly always?: true | ((observed: Value) => boolean);
  /** Which values are as good as the desired one, and so no difference. */
  readonly accepts?: (observed: Value) => boolean;
}

/** What there is to say about how something was written, such as that its tags are denied. */
export type Remarks = readonly string[] | undefined;

/** One resource of the lab by its name alone: what is there, and how to delete it. */
export interface Identity<S extends State = State, Extra = unknown> extends Named {
  observe(): Promise<Observation<S, Extra>>;
  /**
   * Says what of somebody else's is in it, and deletes what is the lab's in it, except when `looking`; left out where
   * nothing can be in it.
   */
  clear?(looking: boolean): Promise<Left>;
  /** Deletes it. */
  destroy(extra: Extra): Promise<void>;
}

/** What is left in a resource that holds others. */
export interface Left {
  /** Why it has to stay: it contains somebody else's things. */
  readonly stays?: string | undefined;
  /** What else there is to say. */
  readonly notes?: readonly string[];
  /** Of a bucket. */
  readonly contents?: BucketContents;
}

/**
 * The same resource with what it should be, and how to get there. The engine decides; a resource never does.
 */
export interface Resource<S extends State = State, Extra = unknown> extends Identity<S, Extra> {
  readonly properties: { readonly [P in keyof S]: Property };
  /** Pure: from the lab and its definition alone. */
  desired(): S;
  /** One call that creates with the mark in it: every property that is not `later`. */
  create(desired: S, applied: AppliedMark): Promise<Remarks>;
  /** Writes the properties named in `changed` as `next` has them, and then the mark. */
  update(
    next: S,
    changed: readonly (keyof S & string)[],
    applied: AppliedMark,
    extra: Extra | undefined,
  ): Promise<Remarks>;
  /** Saves what a repair displaces, and gives its address; left out where that is the settings, as JSON. */
  displace?(displace: Displace, extra: Extra): Promise<string>;
  /** The error if others overwrite it between our look and our write, every time. */
  busy?(): Error;
}

/** The part of a resource that a rebuild needs. Files and partitions have no more: they go with their bucket or table. */
export type ReconciledResource<S extends State = State, Extra = unknown> = Omit<
  Resource<S, Extra>,
  'destroy'
>;

/** Saves what a repair or an adoption is about to displace. */
export interface Displace {
  /** Saves settings as JSON, and gives their address. */
  settings(id: string, displaced: State): Promise<string>;
  /** Where objects are saved: the key ends with a slash. */
  readonly folder: Place;
}

/** How a run wants its resources treated. */
export interface Mood {
  /** Stops before anything is written. */
  readonly planning: boolean;
  /** Ids of unmarked resources to take over. */
  readonly adopt: readonly string[];
  /** Whether to repair what somebody changed. */
  readonly repair: boolean;
  /** Whether to move files that the definition does not name out of the tables' folders. */
  readonly setAside?: boolean;
  /** Absent if there is nowhere to save what is displaced. */
  readonly displace?: Displace;
}

const shown = (value: Value): string => (typeof value === 'string' ? value : canonical(value));

const namesOf = <S extends State>(resource: Pick<Resource<S>, 'properties'>): (keyof S & string)[] =>
  Object.keys(resource.properties);

/** Properties that are neither as desired nor as good. */
const differencesOf = <S extends State>(
  resource: Pick<Resource<S>, 'properties'>,
  desired: S,
  state: S,
): (keyof S & string)[] =>
  namesOf(resource).filter(name => {
    const observed = state[name] ?? null;
    return (
      !sameValue(desired[name] ?? null, observed) && resource.properties[name].accepts?.(observed) !== true
    );
  });

/** Whether a property is put right no matter who changed it. */
const isUnsafe = ({ always }: Property, observed: Value): boolean =>
  typeof always === 'function' ? always(observed) : always === true;

/** What changes from one state to another, of these properties. */
export const changesBetween = <S extends State>(
  properties: readonly (keyof S & string)[],
  from: S,
  to: S,
): Change[] =>
  properties.map(property => ({
    property,
    from: shown(from[property] ?? null),
    to: shown(to[property] ?? null),
  }));

const pick = <S extends State>(state: S, properties: readonly (keyof S & string)[]): State =>
  Object.fromEntries(properties.map(property => [property, state[property] ?? null]));

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** What was found under a resource's name and is not the lab's. */
type NotOurs<S extends State, Extra> = Extract<Observation<S, Extra>, { is: 'foreign' | 'unmarked' }>;

/** @param adopting whether the run could have been asked to take it over */
const refuseIt = <S extends State, Extra>(
  resource: Named,
  seen: NotOurs<S, Extra>,
  adopting: boolean,
): Outcome => {
  if (seen.is === 'foreign') return outcomeOf(resource, 'refused', { notes: [seen.why] });
  const { singular, adoptable: can } = kinds[resource.kind];
  const adoptable = adopting && can;
  const found = `${singular} ${resource.name} exists without the lab's mark: left as it is`;
  const note = adoptable ? `${found}. To take it over, adopt ${resource.id}` : found;
  return outcomeOf(resource, 'refused', { adoptable, notes: [note] });
};

/** Whether nobody has touched a property since Daybreak last wrote it. */
const untouched = (property: Property, name: string, observed: Value, applied: AppliedMark): boolean => {
  const last = applied[name];
  if (last !== undefined) return last === shortHash(canonical(observed));
  return property.later !== undefined && sameValue(property.later.initial, observed);
};

const createIt = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  mood: Mood,
): Promise<Outcome> => {
  const remarks: string[] = [];
  if (!mood.planning) {
    const desired = resource.desired();
    const later = namesOf(resource).filter(name => resource.properties[name].later !== undefined);
    const first = namesOf(resource).filter(name => !later.includes(name));
    // The creating call marks only what it sets: a crash before the second call is then no learner's change.
    remarks.push(...((await resource.create(desired, appliedFrom(pick(desired, first)))) ?? []));
    if (later.length > 0)
      remarks.push(...((await resource.update(desired, later, appliedFrom(desired), undefined)) ?? []));
  }
  return outcomeOf(resource, 'created', { notes: unique(remarks) });
};

/** Saves these properties as they are, and says where. */
const saveDisplaced = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  { displace }: Mood,
  { state, extra }: { readonly state: S; readonly extra: Extra },
  names: readonly (keyof S & string)[],
): Promise<Pick<Outcome, 'notes' | 'displaced'>> => {
  if (displace === undefined || names.length === 0) return { notes: [] };
  const address =
    resource.displace === undefined
      ? await displace.settings(resource.id, pick(state, names))
      : await resource.displace(displace, extra);
  return { notes: [`what it displaces is in ${address}`], displaced: [address] };
};

const adoptIt = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  seen: Extract<Observation<S, Extra>, { is: 'unmarked' }>,
  mood: Mood,
): Promise<Outcome> => {
  const { state, extra } = seen;
  const desired = resource.desired();
  const different = differencesOf(resource, desired, state);
  const changes = changesBetween(different, state, desired);
  if (mood.planning) return outcomeOf(resource, 'adopted', { changes });
  const saved = await saveDisplaced(resource, mood, seen, different);
  const remarks = (await resource.update(desired, different, appliedFrom(desired), extra)) ?? [];
  return outcomeOf(resource, 'adopted', { changes, ...saved, notes: [...saved.notes, ...remarks] });
};

const compareIt = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  seen: Extract<Observation<S, Extra>, { is: 'ours' }>,
  mood: Mood,
): Promise<Outcome> => {
  const desired = resource.desired();
  const { state, applied, extra } = seen;
  const names = namesOf(resource);
  const different = differencesOf(resource, desired, state);
  const edited = different.filter(
    name => !untouched(resource.properties[name], name, state[name] ?? null, applied),
  );
  const touched = edited.filter(name => !isUnsafe(resource.properties[name], state[name] ?? null));
  const kept = mood.repair ? [] : touched;
  const changed = different.filter(name => !kept.includes(name));
  const keptMarks = Object.fromEntries(
    kept.flatMap(name => (applied[name] === undefined ? [] : [[name, applied[name]]])),
  );
  const nextApplied: AppliedMark = {
    ...appliedFrom(
      pick(
        desired,
        names.filter(name => !kept.includes(name)),
      ),
    ),
    ...keptMarks,
  };
  let saved: Pick<Outcome, 'notes' | 'displaced'> = { notes: [] };
  let remarks: Remarks;
  const stale = formatApplied(nextApplied) !== formatApplied(applied);
  if (!mood.planning && (changed.length > 0 || stale)) {
    const repaired = changed.filter(name => touched.includes(name));
    saved = await saveDisplaced(resource, mood, seen, repaired);
    const next = { ...state, ...pick(desired, changed) };
    remarks = await resource.update(next, changed, nextApplied, extra);
  }
  return outcomeOf(resource, kept.length > 0 ? 'kept' : changed.length > 0 ? 'updated' : 'unchanged', {
    changes: changesBetween(changed, state, desired).map(change =>
      edited.some(name => name === change.property) ? { ...change, repaired: true } : change,
    ),
    kept: changesBetween(kept, state, desired),
    ...saved,
    notes: unique([...(seen.notes ?? []), ...saved.notes, ...(remarks ?? [])]),
  });
};

const once = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  mood: Mood,
): Promise<Outcome> => {
  let seen = await resource.observe();
  if (seen.is === 'absent') {
    try {
      return await createIt(resource, mood);
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      seen = await resource.observe();
      if (seen.is === 'absent') throw error;
    }
  }
  if (seen.is === 'ours') return compareIt(resource, seen, mood);
  if (seen.is === 'unmarked' && mood.adopt.includes(resource.id)) return adoptIt(resource, seen, mood);
  return refuseIt(resource, seen, true);
};

/** How often to try while others write the same thing, and milliseconds to wait at most after the first conflict. */
const tries = { most: 4, pause: 1_000 };

/**
 * Observes one resource, compares three things (last applied, observed, desired) and acts on the difference: creates
 * what is missing, updates what nobody touched, keeps what somebody changed, refuses what is not the lab's. Every
 * write follows an observation; a planning mood stops before the first. Where somebody else writes in between, it observes
 * again.
 */
export const reconcile = async <S extends State, Extra>(
  resource: ReconciledResource<S, Extra>,
  mood: Mood,
): Promise<Outcome> => {
  for (let made = 1; ; made += 1)
    try {
      return await once(resource, mood);
    } catch (error) {
      const overtaken = isOvertaken(error);
      if (!overtaken && !isConflict(error)) throw error;
      if (made === tries.most) throw (overtaken ? resource.busy?.() : undefined) ?? error;
      if (!overtaken) await sleep(fullJitter(tries.pause * 2 ** (made - 1)));
    }
};

/**
 * Deletes a resource that carries the lab's mark, and nothing else. One that does not exist has no outcome. One without
 * the mark is refused, as in a rebuild, but adopting it is not suggested: a destruction takes nothing over. One that
 * somebody else deletes meanwhile is destroyed, too.
 *
 * @param looking says what it would do, and does nothing
 */
export const destroy = async <S extends State, Extra>(
  resource: Identity<S, Extra>,
  looking = false,
): Promise<Outcome[]> => {
  const seen = await resource.observe();
  if (seen.is === 'absent') return [];
  if (seen.is !== 'ours') return [refuseIt(resource, seen, false)];
  let left: Left = {};
  try {
    left = (await resource.clear?.(looking)) ?? {};
    if (left.stays === undefined && !looking) await resource.destroy(seen.extra);
  } catch (error) {
    const still = await resource.observe().catch(() => undefined);
    if (still?.is !== 'absent') throw error;
  }
  const { stays, notes = [], contents } = left;
  return [
    outcomeOf(resource, stays === undefined ? 'destroyed' : 'kept', {
      notes: [...(stays === undefined ? [] : [stays]), ...notes],
      ...(contents === undefined ? {} : { contents }),
    }),
  ];
};
