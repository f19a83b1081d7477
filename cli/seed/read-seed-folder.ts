import type { Workspace } from './convert/workspace.ts';
import type { OnRead } from './measure-file.ts';
import { readFolder, type TablesBelow } from './read-folder.ts';
import type { SeedFolder } from './seed-folder.ts';

/**
 * Reads a folder that is to be published; see `readFolder`.
 *
 * @throws InvalidDefinition lab.json contradicts itself, names a file that does not exist, or has SQL that Athena would
 *   refuse
 * @throws UnreadableFile Athena can't read a file as lab.json describes it; names the line
 * @throws FileMismatch a size, checksum or row count in lab.json is wrong
 * @throws SeveralProblems more than one of these
 */
export const readSeedFolder = async (
  directory: string,
  onRead?: OnRead,
  below?: TablesBelow,
  workspace?: Workspace,
): Promise<SeedFolder> => {
  const { seed, problems } = await readFolder(directory, onRead, below, workspace);
  return seed ?? problems.fail();
};
