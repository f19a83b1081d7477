import { open, writeFile } from 'node:fs/promises';
import { isRecord } from '../../lab/json-of.ts';
import { bytes } from '../../lab/words/units.ts';
import { surroundingsOf } from '../../page/ask/surroundings.ts';
import { pageMark } from '../../page/page.ts';
import type { Answer } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import type { LabStatus } from '../render/status-page.ts';
import type { Session } from '../session.ts';
import { withFirstRows } from './first-rows.ts';
import { labPage } from './lab-page.ts';

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How a file begins; undefined if there is none. */
const beginning = async (file: string): Promise<string | undefined> => {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(pageMark.length));
      return buffer.subarray(0, bytesRead).toString();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return undefined;
    throw new UsageError(`--html ${file} can't be written: ${why(error)}.`);
  }
};

/**
 * Refuses a file that is there and is not a page of ours.
 * @throws UsageError
 */
export const refuseOthersFile = async (file: string, overwrite: boolean): Promise<void> => {
  const there = await beginning(file);
  if (there !== undefined && there !== pageMark && !overwrite)
    throw new UsageError(
      `${file} exists and is not a page that Daybreak wrote: give another name, or --overwrite to replace it.`,
    );
};

/**
 * Saves the lab as one page. On the local AWS it has the first rows of tables: queries cost nothing there.
 * @throws UsageError for a file that can't be written
 */
export const savePage = async (
  session: Session,
  status: LabStatus,
  file: string,
  interrupt: Interrupt,
): Promise<Answer> => {
  const surroundings = await surroundingsOf(session, session.lab);
  const catalog =
    session.local === undefined
      ? surroundings.catalog
      : await withFirstRows(session, surroundings.catalog, interrupt);
  const page = labPage(session, status, { ...surroundings, catalog });
  try {
    await writeFile(file, page);
  } catch (error) {
    throw new UsageError(`--html ${file} can't be written: ${why(error)}.`);
  }
  const size = Buffer.byteLength(page);
  return {
    document: { lab: session.lab.name, file, bytes: size },
    text: `Saved lab ${session.lab.name} in ${file} (${bytes(size)}): open it in a browser.`,
  };
};
