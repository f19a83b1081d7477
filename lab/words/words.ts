import { isKind, kinds } from '../kinds.ts';
import { outcomeNames } from '../outcome-names.ts';
import type { Copied, JobRun, Outcome } from '../outcomes.ts';
import type { RunInput } from '../run.ts';
import { oneLine } from './one-line.ts';
import { bytes, count, counted, duration } from './units.ts';

const planned: Readonly<Record<Outcome['outcome'], string>> = {
  created: 'to create',
  updated: 'to update',
  unchanged: 'unchanged',
  kept: 'to keep',
  adopted: 'to adopt',
  refused: 'refused',
  destroyed: 'to destroy',
};

/** What to call this many of them, whatever was done to each. */
export const outcomeNameWord = (name: Outcome['outcome'], planning: boolean): string =>
  planning ? planned[name] : name;

type Told = Pick<Outcome, 'outcome' | 'changes' | 'kept'>;

/** Whether what somebody had changed is put right again. */
export const isRepaired = ({ outcome, changes }: Pick<Told, 'outcome' | 'changes'>): boolean =>
  outcome === 'updated' && changes.some(({ repaired }) => repaired === true);

/** What to call an outcome: in a plan it has not happened yet. */
export const outcomeWord = (told: Told, planning: boolean): string => {
  if (isRepaired(told)) return planning ? 'to repair' : 'repaired';
  const word = outcomeNameWord(told.outcome, planning);
  // A destroy also keeps what others have put into the lab's things.
  return planning && told.kept.length > 0 && told.outcome === 'kept' ? `${word} as changed` : word;
};

/** `5 created, 2 unchanged` */
export const outcomeCounts = (outcomes: readonly Told[], planning: boolean): string =>
  outcomeNames
    .flatMap(name =>
      Object.entries(
        Object.groupBy(
          outcomes.filter(({ outcome }) => outcome === name),
          each => outcomeWord(each, planning),
        ),
      ),
    )
    .map(([word, list = []]) => `${count(list.length)} ${word}`)
    .join(', ');

/** What to call a run. */
export const actionNames: Readonly<Record<RunInput['action'], string>> = {
  rebuild: 'rebuild',
  plan: 'plan',
  destroy: 'destruction',
};

/** Names that say nothing: of JavaScript's and of Lambda's own wrapping of what a function threw. */
const generic = /^(Error|Lambda\.Unknown|Runtime\..*)$/;

/** ` (InvalidInput)`; nothing for a name that says nothing. */
export const errorWords = (error: string | undefined): string =>
  error === undefined || generic.test(error) ? '' : ` (${error})`;

/** What was copied in all; undefined when no outcome is about files. */
export const copiedInAll = (outcomes: readonly Pick<Outcome, 'copied'>[]): Copied | undefined => {
  const copies = outcomes.flatMap(({ copied }) => copied ?? []);
  if (copies.length === 0) return undefined;
  const sum = (key: keyof Copied) => copies.reduce((total, copied) => total + copied[key], 0);
  return {
    files: sum('files'),
    bytes: sum('bytes'),
    copiedFiles: sum('copiedFiles'),
    copiedBytes: sum('copiedBytes'),
  };
};

/** `9 files (45 MB) copied, 3 were there` */
export const copiedWords = (copied: Copied, planning: boolean): string => {
  const there = copied.files - copied.copiedFiles;
  const words = planning ? 'to copy' : 'copied';
  const moved = `${counted(copied.copiedFiles, 'file')} (${bytes(copied.copiedBytes)}) ${words}`;
  if (copied.copiedFiles === 0) return `${counted(copied.files, 'file')} (${bytes(copied.bytes)}) in place`;
  return there === 0 ? moved : `${moved}, ${there} in place`;
};

/** `daybreak-orders ran for 74 s`, and what there is to say about it. */
export const jobRunWords = ({ job, seconds, notes }: JobRun): string =>
  oneLine(
    [
      job,
      seconds === undefined ? '' : ` ran for ${duration(seconds)}`,
      ...notes.map(note => `, ${note}`),
    ].join(''),
  );

/** What to call several of a kind, also of one that only a newer Daybreak knows. */
export const kindWord = ({ kind }: Pick<Outcome, 'kind'>): string =>
  isKind(kind) ? kinds[kind].plural : oneLine(kind);
