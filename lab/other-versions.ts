import { isRecord } from './json-of.ts';
import { partsOf } from './kinds.ts';
import { proofKinds } from './outcomes.ts';

/** An outcome had no `kind`: its resource's id begins with it. */
const outcomeOf = (value: unknown): unknown =>
  isRecord(value) && value.kind === undefined && typeof value.resource === 'string'
    ? { ...value, kind: partsOf(value.resource).kind }
    : value;

const rows = /^rows of ((?:sor|sot|spec)\.[a-z][a-z0-9_]*)$/;
const job = /^job [^:]+: rows of ((?:sor|sot|spec)\.[a-z][a-z0-9_]*)(?: |$)/;

/** A proof had neither `kind` nor `table`: its name said both. One of a kind that is not known here is an answer. */
const proofOf = (value: unknown): unknown => {
  if (!isRecord(value) || proofKinds.some(kind => kind === value.kind)) return value;
  if (value.kind !== undefined || typeof value.name !== 'string') return { ...value, kind: 'answer' };
  const [, counted] = rows.exec(value.name) ?? [];
  if (counted !== undefined) return { ...value, kind: 'rows', table: counted };
  const [, written] = job.exec(value.name) ?? [];
  return written === undefined ? { ...value, kind: 'answer' } : { ...value, kind: 'job', table: written };
};

/** The keys under which reports and steps' answers have outcomes and proofs. */
const readers: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  ['outcomes', outcomeOf],
  ['details', outcomeOf],
  ['proofs', proofOf],
]);

/**
 * A report, or a step's answer, of an older or a newer Daybreak in the terms of this one, to be parsed. What was once said
 * in words alone is read out of the words here and nowhere else.
 */
export const inOurTerms = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
          const read = readers.get(key);
          return [key, read !== undefined && Array.isArray(item) ? item.map(read) : item];
        }),
      )
    : value;
