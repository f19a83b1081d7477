import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeDefinition } from '../../cli/seed/describe/describe-definition.ts';

type Contents = Readonly<Record<string, string | Buffer>>;

/** A temporary folder that is described. */
export class DescribedFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'daybreak-describe-test-'));

  put(contents: Contents): void {
    for (const [key, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(this.root, key)), { recursive: true });
      writeFileSync(join(this.root, key), content);
    }
  }

  async describe(contents: Contents = {}) {
    this.put(contents);
    const described = await describeDefinition(this.root);
    return { ...described, datasets: described.tables.map(({ dataset }) => dataset) };
  }

  /** The only table of a folder: what lab.json says of it, its types, and what was said besides. */
  async table(contents: Contents) {
    const { datasets, tables, notes } = await this.describe(contents);
    const [dataset, another] = datasets;
    if (dataset === undefined || another !== undefined) throw new Error(`${datasets.length} tables`);
    const { columns, ...written } = dataset;
    const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    return { written, columns, types, rows: tables[0]?.rows, converted: tables[0]?.converted, notes };
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
