import type { Proof } from '../../lab/outcomes.ts';

/** Rows of an answer that are left where it has to be cut, in one try after the other. */
const cuts = [100, 20, 3];

const cutRows = (proof: Proof, rows: number): Proof => {
  const longer = Math.max(proof.expected.length, proof.actual.length);
  if (longer <= rows) return proof;
  return {
    ...proof,
    expected: proof.expected.slice(0, rows),
    actual: proof.actual.slice(0, rows),
    note: [proof.note, `of ${longer} rows the first ${rows}`].filter(Boolean).join('; '),
  };
};

/** Cuts rows from long answers until the proofs fit into a payload's bytes, as far as that can help. */
export const proofsWithinBytes = (proofs: readonly Proof[], most: number): Proof[] => {
  let cut = [...proofs];
  for (const rows of cuts) {
    if (Buffer.byteLength(JSON.stringify(cut)) <= most) return cut;
    cut = proofs.map(proof => cutRows(proof, rows));
  }
  return cut;
};
