import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleFile } from '../../data/olist-sample/sample.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { jobFiles } from '../../lab/job-files.ts';
import type { SeedFolder } from './seed-folder.ts';

/** The built-in sample: a lab.json and the scripts of its jobs. Its data is made when it is needed. */
const sampleFolder = fileURLToPath(new URL('../../data/olist-sample', import.meta.url));

/** Whether a folder is the built-in sample's, by whatever path it is named. */
export const isSample = async (directory: string): Promise<boolean> => {
  try {
    return (await realpath(directory)) === (await realpath(sampleFolder));
  } catch {
    // Reading the folder tells what is wrong with it.
    return false;
  }
};

/** The built-in sample as a seed: the same definition and the same bytes as in a lab that has no seed. */
export const readSample = async (): Promise<SeedFolder> => {
  const definition = parseLabDefinition(await readFile(join(sampleFolder, 'lab.json'), 'utf8'));
  const data = definition.datasets.flatMap(({ files = [] }) => files);
  const ofJobs = definition.jobs.flatMap(job => [job.script, ...jobFiles(job)]);
  return {
    definition,
    files: [
      ...data.map(file => ({ ...file, make: () => sampleFile(file.key) })),
      ...ofJobs.map(file => ({ ...file, path: join(sampleFolder, file.key) })),
    ],
    warnings: [],
  };
};
