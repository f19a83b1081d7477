import { counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { checkPage } from '../render/check-page.ts';
import { asStep } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { outputStyle } from '../render/style.ts';
import { type CheckedFolder, checkFolders } from '../seed/check-folders.ts';
import { problemDocument } from '../seed/problem.ts';

/** With problems, as for any other bad input. */
const badInputCode = 2;

const folderDocument = ({ folder, tables, problems, warnings }: CheckedFolder) => ({
  folder,
  ok: problems.length === 0,
  tables: tables.map(table => ({ ...table, rows: table.rows ?? null })),
  problems: problems.map(problemDocument),
  warnings,
});

/**
 * Says all that is wrong with folders, each on top of those before it, without AWS: what publishing them would refuse.
 * @param names at least one
 * @throws InvalidDefinition there is no such folder
 */
export const check = async (
  { progress, interrupt, target }: Context,
  names: readonly string[],
): Promise<Answer> => {
  interrupt.means('You pressed Ctrl-C. Checking changes nothing.');
  const checked = await asStep(progress, 'Seed folder', async say => {
    const read = await checkFolders(names, reading(say, interrupt));
    return [read, counted(read.folders.flatMap(({ tables }) => tables).length, 'table')];
  });
  const { folders, clashes, unchecked } = checked;
  const documents = folders.map(folderDocument);
  const ok = clashes.length === 0 && documents.every(document => document.ok);
  const [only] = documents;
  return {
    document:
      only !== undefined && names.length === 1
        ? only
        : { ok, folders: documents, problems: clashes.map(problemDocument), unchecked },
    text: checkPage(checked, outputStyle(), target.labName),
    ...(ok ? {} : { exitCode: badInputCode }),
  };
};
