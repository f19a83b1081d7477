import type { Change, Outcome } from '../../lab/outcomes.ts';

/** Characters that are kept of long texts, in successive attempts. */
const cuts = [2_000, 400, 80];

const bytesOf = (outcomes: readonly Outcome[]): number => Buffer.byteLength(JSON.stringify(outcomes));

const cutText = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}… (${text.length} characters)` : text;

const cutTexts = (outcome: Outcome, length: number): Outcome => {
  const cutChange = ({ from, to, ...change }: Change): Change => ({
    ...change,
    from: cutText(from, length),
    to: cutText(to, length),
  });
  return {
    ...outcome,
    changes: outcome.changes.map(cutChange),
    kept: outcome.kept.map(cutChange),
    notes: outcome.notes.map(note => cutText(note, length)),
  };
};

/**
 * Makes outcomes fit into a number of bytes: it cuts long texts and, if that is not enough, leaves out the details. It
 * keeps every outcome.
 */
export const withinBytes = (outcomes: readonly Outcome[], most: number): Outcome[] => {
  for (const length of [Number.POSITIVE_INFINITY, ...cuts]) {
    const cut = outcomes.map(outcome => cutTexts(outcome, length));
    if (bytesOf(cut) <= most) return cut;
  }
  return outcomes.map(({ displaced: _displaced, extra, ...outcome }) => ({
    ...outcome,
    ...(extra === undefined ? {} : { extra: { files: extra.files, named: [] } }),
    changes: [],
    kept: [],
    notes: [],
  }));
};
