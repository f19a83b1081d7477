import { databaseName, type Zone, zones } from '../lab/names.ts';
import type { Copied, Outcome, Proof } from '../lab/outcomes.ts';
import type { PageModel } from './model.ts';

/** What people call the zones. */
export const zoneTitles: Readonly<Record<Zone, { readonly title: string; readonly meaning: string }>> = {
  sor: { title: 'Raw', meaning: 'system of record: as the source has it' },
  sot: { title: 'Trusted', meaning: 'source of truth: cleaned, typed, partitioned' },
  spec: { title: 'Specialised', meaning: 'made for one question' },
};

/** All that is known about one table. */
export interface PageTable {
  /** `sor.tbl_x` */
  readonly key: string;
  readonly zone: Zone;
  readonly name: string;
  /** As queries name it: `daybreak_sor.tbl_x` */
  readonly sqlName: string;
  /** What the run did with the table itself; undefined if no run has said so. */
  readonly outcome: Outcome | undefined;
  /** What the run did with its files; undefined if the seed has none for it. */
  readonly dataset: Outcome | undefined;
  readonly files: Copied | undefined;
  /** The count of its rows. */
  readonly proof: Proof | undefined;
}

/** Rows as they were counted; undefined if they were not. */
export const rowsOf = ({ proof }: Pick<PageTable, 'proof'>): number | undefined => {
  const cell = proof?.actual[0]?.[0];
  return cell !== undefined && cell !== null && /^\d+$/.test(cell) ? Number(cell) : undefined;
};

/** Names in Athena's SQL that need quotes: only letters, digits and underscores go without. */
const quoted = (name: string): string =>
  /^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** All tables that the run or the catalog names, by zone and then as the definition has them. */
export const tablesOf = ({ lab, report, catalog = [] }: PageModel): readonly PageTable[] => {
  const byId = new Map(report?.outcomes.map(outcome => [outcome.resource, outcome]));
  const proofs = new Map(
    report?.proofs.flatMap(proof =>
      proof.kind === 'answer' || proof.table === undefined ? [] : [[proof.table, proof] as const],
    ),
  );
  return zones.flatMap(zone => {
    const prefix = `table/${databaseName(lab, zone)}.`;
    const built = [...byId.keys()].filter(id => id.startsWith(prefix)).map(id => id.slice(prefix.length));
    const inCatalog = catalog
      .filter(({ key }) => key.startsWith(`${zone}.`))
      .map(({ key }) => key.slice(zone.length + 1));
    return [...new Set([...built, ...inCatalog])].map(name => {
      const key = `${zone}.${name}`;
      const dataset = byId.get(`dataset/${key}`);
      return {
        key,
        zone,
        name,
        sqlName: `${databaseName(lab, zone)}.${quoted(name)}`,
        outcome: byId.get(`${prefix}${name}`),
        dataset,
        files: dataset?.copied,
        proof: proofs.get(key),
      };
    });
  });
};

/** The sum of all tables' rows that were counted. */
export const allRows = (tables: readonly PageTable[]): number =>
  tables.reduce((sum, table) => sum + (rowsOf(table) ?? 0), 0);

/** The sum of all tables' files. */
export const allBytes = (tables: readonly PageTable[]): number =>
  tables.reduce((sum, { files }) => sum + (files?.bytes ?? 0), 0);

/** The names of one kind's resources, as the run found or made them. */
export const named = ({ report }: PageModel, kind: string): readonly string[] =>
  (report?.outcomes ?? []).flatMap(outcome =>
    outcome.kind === kind ? [outcome.resource.slice(kind.length + 1)] : [],
  );
