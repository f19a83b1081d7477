import type { Proof } from '../../lab/outcomes.ts';

/** Rows of an answer, and characters of an error, that are left where proofs have to be cut, in one try after the other. */
const cuts = [
  { rows: 100, text: 400 },
  { rows: 20, text: 200 },
  { rows: 3, text: 70 },
];

const cutProof = (proof: Proof, { rows, text }: (typeof cuts)[number]): Proof => {
  const { expected, actual, error, note } = proof;
  const longer = Math.max(expected.length, actual.length);
  return {
    ...proof,
    expected: expected.slice(0, rows),
    actual: actual.slice(0, rows),
    ...(error === undefined || error.length <= text ? {} : { error: `${error.slice(0, text)}…` }),
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
