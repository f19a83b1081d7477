import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { measureBytes } from '../../lab/crc32.ts';
import type { Job, StoredFile } from '../../lab/definition.ts';
import type { LabSource } from '../../lab/source-definition.ts';
import { fileIn, type Place, refusal } from './folder-files.ts';
import { checkGiven, type Inspector, measureFile } from './measure-file.ts';
import type { Problems } from './problems.ts';
import type { SeedFile } from './seed-folder.ts';

type SourceJob = LabSource['jobs'][number];
type GivenFile = Partial<StoredFile> & { readonly key: string; readonly from?: string | undefined };
type FileOnDisk = StoredFile & { readonly path: string };

const givenOf = (file: SourceJob['script']): GivenFile => (typeof file === 'string' ? { key: file } : file);

/** Glue's Python reads its source as UTF-8. */
const readPython = async (root: string, given: GivenFile, place: Place): Promise<FileOnDisk> => {
  const path = await fileIn(root, given.from ?? given.key, place);
  const content = await readFile(path);
  if (!isUtf8(content)) throw refusal(place, `'${given.key}' is not UTF-8. Save it as UTF-8`);
  const measured = measureBytes(content);
  checkGiven(given.key, given, measured);
  return { key: given.key, ...measured, path };
};

const anything: Inspector = { take: () => {}, end: () => 0 };

const readAny = async (root: string, given: GivenFile, place: Place): Promise<FileOnDisk> => {
  const path = await fileIn(root, given.from ?? given.key, place);
  const { rows: _rows, ...measured } = await measureFile({ key: given.key, path }, anything);
  checkGiven(given.key, given, measured);
  return { key: given.key, ...measured, path };
};

const stored = ({ key, bytes, crc32 }: StoredFile): StoredFile => ({ key, bytes, crc32 });

/** Glue runs only files that end in .py. */
const readScript = (root: string, given: GivenFile, place: Place): Promise<FileOnDisk> => {
  if (!given.key.endsWith('.py'))
    throw refusal(place, `'${given.key}' is not a Python script: its name has to end in .py`);
  return readPython(root, given, place);
};

/**
 * A job with the sizes and checksums of its script and its other files; undefined if there is no script.
 * @param problems collects what is wrong with them
 */
export const readJob = async (
  root: string,
  source: SourceJob,
  at: Place,
  problems: Problems,
): Promise<{ readonly job: Job; readonly files: readonly SeedFile[] } | undefined> => {
  const script = await problems.during(() => readScript(root, givenOf(source.script), [...at, 'script']));
  const read: Record<'files' | 'pythonFiles', FileOnDisk[]> = { files: [], pythonFiles: [] };
  for (const list of ['files', 'pythonFiles'] as const)
    for (const [index, file] of (source[list] ?? []).entries()) {
      const its = givenOf(file);
      const reading = list === 'pythonFiles' && its.key.endsWith('.py') ? readPython : readAny;
      const found = await problems.during(() => reading(root, its, [...at, list, index]));
      if (found !== undefined) read[list].push(found);
    }
  if (script === undefined) return undefined;
  const { files: _files, pythonFiles: _pythonFiles, ...rest } = source;
  return {
    job: {
      ...rest,
      script: stored(script),
      ...(source.files === undefined ? {} : { files: read.files.map(stored) }),
      ...(source.pythonFiles === undefined ? {} : { pythonFiles: read.pythonFiles.map(stored) }),
    },
    files: [script, ...read.files, ...read.pythonFiles],
  };
};
