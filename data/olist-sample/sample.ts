import { seedFiles } from './generate.ts';
import { sampleScale } from './scale.ts';

const sampleFiles = seedFiles(sampleScale).flatMap(({ files }) => files);

/** Keys of all files of the built-in sample, as its lab definition names them. */
export const sampleFileKeys: readonly string[] = sampleFiles.map(({ key }) => key);

/**
 * Makes one file of the built-in sample: the same bytes every time, everywhere.
 * @throws RangeError when the sample has no such file
 */
export const sampleFile = (key: string): Uint8Array => {
  const file = sampleFiles.find(candidate => candidate.key === key);
  if (file === undefined) throw new RangeError(`the built-in sample has no file '${key}'`);
  return new TextEncoder().encode([...file.chunks()].join(''));
};
