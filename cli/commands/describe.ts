import { join } from 'node:path';
import { counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { describePage } from '../render/describe-page.ts';
import { asStep } from '../render/progress.ts';
import { outputStyle } from '../render/style.ts';
import { describeDefinition } from '../seed/describe/describe-definition.ts';
import { writeWhole } from '../seed/describe/write-definition.ts';
import { definitionKey, fileIn, hasDefinition, rootOf } from '../seed/folder-files.ts';

/**
 * Writes a `lab.json` for a folder of files, or adds to it what it does not have. What its author wrote stays.
 * @throws InvalidDefinition there is no such folder, no data in it, or something is wrong with its lab.json
 * @throws Failed lab.json can't be written
 */
export const describe = async ({ progress, interrupt, target }: Context, folder: string): Promise<Answer> => {
  interrupt.means('You pressed Ctrl-C. Nothing was written.');
  const root = await rootOf(folder);
  const described = await asStep(progress, 'Seed folder', async say => {
    const found = await describeDefinition(root, text => {
      interrupt.check();
      say(text);
    });
    return [found, counted(found.definition.datasets.length, 'table')];
  });
  interrupt.check();
  const { tables, kept, skipped, notes, definition, text, isNew: written } = described;
  const file = (await hasDefinition(root))
    ? await fileIn(root, definitionKey, [])
    : join(root, definitionKey);
  if (written) await writeWhole(file, text);
  const newTables = tables.map(({ dataset, rows, converted }) => ({
    table: dataset.table,
    format: dataset.format,
    columns: dataset.columns.length,
    rows,
    publishedAs: converted.length === 0 ? dataset.format : 'parquet',
    because: converted,
  }));
  return {
    document: { folder, file, written, tables: newTables, kept, skipped, notes, definition },
    text: describePage(
      { folder, written, tables: newTables, kept, skipped, notes },
      outputStyle(),
      target.labName,
    ),
  };
};
