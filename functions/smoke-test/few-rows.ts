import type { Proof } from '../../lab/outcomes.ts';

/**
 * Rows of an answer, cells of a row, characters of a cell and of an error that are left where proofs have to be cut, in
 * one try after the other. What the last leaves is in the count of lab/payload.ts.
 */
const cuts = [
  { rows: 100, cells: 1_000, cell: 10_000, text: 400 },
  { rows: 20, cells: 100, cell: 400, text: 200 },
  { rows: 3, cells: 20, cell: 100, text: 70 },
  { rows: 1, cells: 3, cell: 24, text: 70 },
];

const begin = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

const cutProof = (proof: Proof, { rows, cells, cell, text }: (typeof cuts)[number]): Proof => {
  const few = (answer: Proof['actual']): Proof['actual'] =>
    answer
      .slice(0, rows)
      .map(row => row.slice(0, cells).map(each => (each === null ? null : begin(each, cell))));
  const { expected, actual, error, note } = proof;
  const longer = Math.max(expected.length, actual.length);
  return {
    ...proof,
    expected: few(expected),
    actual: few(actual),
    ...(error === undefined ? {} : { error: begin(error, text) }),
    ...(longer <= rows
      ? {}
      : { note: [note, `of ${longer} rows the first ${rows}`].filter(Boolean).join('; ') }),
  };
};

/** Cuts long answers and errors until the proofs fit into a payload's bytes, as far as that can help. */
export const proofsWithinBytes = (proofs: readonly Proof[], most: number): Proof[] => {
  let cut = [...proofs];
  for (const to of cuts) {
    if (Buffer.byteLength(JSON.stringify(cut)) <= most) return cut;
    cut = proofs.map(proof => cutProof(proof, to));
  }
  return cut;
};
