import type { Answer, Context } from '../command.ts';
import { checkPage } from '../render/check-page.ts';
import { asStep } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { outputStyle } from '../render/style.ts';
import { counted } from '../render/units.ts';
import { problemDocument } from '../seed/problem.ts';
import { readFolder } from '../seed/read-folder.ts';

/** With problems, as for any other bad input. */
const badInputCode = 2;

/**
 * Says all that is wrong with a folder, without AWS: what publishing it would refuse.
 * @throws InvalidDefinition there is no such folder
 */
export const check = async ({ progress, interrupt }: Context, folder: string): Promise<Answer> => {
  interrupt.means('Interrupted. Checking changes nothing.');
  const { tables, problems, warnings } = await asStep(progress, 'Seed folder', async say => {
    const read = await readFolder(folder, { onRead: reading(say, interrupt) });
    return [read, counted(read.tables.length, 'table')];
  });
  const { list } = problems;
  const ok = list.length === 0;
  const document = {
    folder,
    ok,
    tables: tables.map(table => ({ ...table, rows: table.rows ?? null })),
    problems: list.map(problemDocument),
    warnings,
  };
  const text = checkPage({ tables, problems: list, warnings }, folder, outputStyle());
  return { document, text, ...(ok ? {} : { exitCode: badInputCode }) };
};
