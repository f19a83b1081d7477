import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Job, LabSource } from '../../lab/definition.ts';
import { measureBytes } from './crc32.ts';
import { fileIn, type Place, refusal } from './folder-files.ts';
import { checkGiven } from './given-sizes.ts';
import type { SeedFile } from './seed-folder.ts';

/** A job with its script's size and checksum. Glue runs Python files only, by their name's ending. */
export const readJob = async (
  root: string,
  source: LabSource['jobs'][number],
  at: Place,
): Promise<{ readonly job: Job; readonly file: SeedFile }> => {
  const given = typeof source.script === 'string' ? { key: source.script } : source.script;
  const place = [...at, 'script'];
  if (!given.key.endsWith('.py'))
    throw refusal(place, `'${given.key}' is no Python script: its name has to end in .py`);
  const path = await fileIn(root, given.key, place);
  const content = await readFile(path);
  if (!isUtf8(content)) throw refusal(place, `'${given.key}' is not UTF-8. Save it as UTF-8`);
  const measured = measureBytes(content);
  checkGiven(given.key, given, measured);
  const script = { key: given.key, ...measured };
  return { job: { ...source, script }, file: { ...script, path } };
};
