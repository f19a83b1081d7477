import type { Dataset } from './definition.ts';
import { kinds } from './kinds.ts';
import { canonical, shortHash } from './marks.ts';
import { databaseName, type Lab } from './names.ts';
import type { Proof } from './outcomes.ts';
import type { Report } from './report.ts';
import type { ProofTimes } from './run.ts';

/** What a proof of a table's rows is about: the table, and which definition of it. */
export const rowsProof = (
  dataset: Dataset,
): Required<Pick<Proof, 'kind' | 'table' | 'name' | 'fingerprint'>> => ({
  kind: 'rows',
  table: `${dataset.zone}.${dataset.table}`,
  name: `rows of ${dataset.zone}.${dataset.table}`,
  fingerprint: shortHash(canonical(JSON.parse(JSON.stringify(dataset)))),
});

/** More would fill a payload; the rest is counted again. */
const mostProven = 1_000;

/**
 * What the last run has proven of these datasets as they are defined now. What it left as somebody changed it does not
 * count: its proof was about something else.
 */
export const provenIn = (
  lab: Lab,
  last: Pick<Report, 'outcomes' | 'proofs'> | undefined,
  datasets: readonly Dataset[],
): ProofTimes => {
  const asDefined = new Set(
    last?.outcomes
      .filter(({ outcome }) => outcome !== 'kept' && outcome !== 'refused')
      .map(({ resource }) => resource),
  );
  const proofs = new Map(
    last?.proofs.filter(({ kind }) => kind === 'rows').map(proof => [proof.table, proof]),
  );
  const proven = datasets.flatMap((dataset): [string, string][] => {
    const { table: counted, fingerprint } = rowsProof(dataset);
    const proof = proofs.get(counted);
    const { zone, table } = dataset;
    const stands =
      asDefined.has(kinds.dataset.id(dataset)) &&
      asDefined.has(kinds.table.id(databaseName(lab, zone), table));
    return stands && proof?.passed === true && proof.fingerprint === fingerprint
      ? [[counted, proof.provenAt]]
      : [];
  });
  return Object.fromEntries(proven.slice(0, mostProven));
};
