import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Workspace } from '../../cli/seed/convert/workspace.ts';
import { Database, sqlText } from '../../cli/seed/duckdb/database.ts';
import { type ReadFolder, readFolder } from '../../cli/seed/read-folder.ts';

export type Contents = Readonly<Record<string, string | Buffer>>;

/** A folder with a lab.json of one dataset, and what publishing makes of it. */
export class ConvertedFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'daybreak-folder-'));
  readonly #workspace = new Workspace();

  async read(dataset: object, contents: Contents): Promise<ReadFolder> {
    const whole = { table: 't', zone: 'sor', ...dataset };
    const lab = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'x', datasets: [whole] };
    for (const [key, content] of Object.entries({ 'lab.json': JSON.stringify(lab), ...contents })) {
      mkdirSync(dirname(join(this.root, key)), { recursive: true });
      writeFileSync(join(this.root, key), content);
    }
    return readFolder(this.root, undefined, undefined, this.#workspace);
  }

  remove(): void {
    this.#workspace.remove();
    rmSync(this.root, { recursive: true });
  }
}

/** The rows of a folder's Parquet files, each value as text. */
export const rowsOf = async ({ seed, problems }: ReadFolder): Promise<readonly (readonly unknown[])[]> => {
  if (seed === undefined) return problems.fail();
  const database = await Database.open();
  const paths = seed.files.flatMap(file => ('path' in file ? [sqlText(file.path)] : []));
  const rows = await database.rows(
    `select columns(*)::varchar from read_parquet([${paths.join(', ')}], hive_partitioning = false)`,
  );
  await database.close();
  return rows.map(row => Object.values(row));
};
