import { readFile, stat } from 'node:fs/promises';
import { refuseSize } from '../../../lab/read-definition.ts';
import { type LabSource, parseLabSource } from '../../../lab/source-definition.ts';
import { definitionKey, fileIn, hasDefinition } from '../folder-files.ts';
import { describeFolder, type FolderDescription } from './describe-folder.ts';
import { newDefinition, withAdditions } from './edit-definition.ts';

/** A folder with what its `lab.json` should say. */
export interface DescribedDefinition extends FolderDescription {
  /** Of `lab.json`, with all that the author wrote. */
  readonly text: string;
  readonly definition: LabSource;
  /** Tables that `lab.json` had. */
  readonly kept: readonly string[];
  /** Whether the text is another than that of the file. */
  readonly isNew: boolean;
}

type Say = (text: string) => void;

/** Describes a folder, whether or not it has a `lab.json`. */
export const describeAsNew = async (root: string, say?: Say): Promise<DescribedDefinition> => {
  const description = await describeFolder(root, undefined, say);
  const text = newDefinition(
    root,
    description.tables.map(({ dataset }) => dataset),
  );
  return { ...description, text, definition: parseLabSource(text), kept: [], isNew: true };
};

const additionsOf = ({ tables, additions }: FolderDescription, before: LabSource) =>
  tables.length === 0
    ? additions
    : [
        ...additions,
        { list: ['datasets'], length: before.datasets.length, items: tables.map(({ dataset }) => dataset) },
      ];

/**
 * Describes a folder, and adds what its `lab.json` does not have.
 * @throws InvalidDefinition something is wrong with lab.json, or there is no data
 */
export const describeDefinition = async (root: string, say?: Say): Promise<DescribedDefinition> => {
  if (!(await hasDefinition(root))) return describeAsNew(root, say);
  const path = await fileIn(root, definitionKey, []);
  refuseSize((await stat(path)).size, definitionKey);
  const written = await readFile(path, 'utf8');
  const [mark, before] = written.startsWith('\uFEFF') ? ['\uFEFF', written.slice(1)] : ['', written];
  const source = parseLabSource(before);
  const description = await describeFolder(root, source, say);
  const text = withAdditions(before, additionsOf(description, source));
  return {
    ...description,
    text: `${mark}${text}`,
    definition: parseLabSource(text),
    kept: source.datasets.map(({ table }) => table),
    isNew: text !== before,
  };
};
