import type { StoredFile } from '../../lab/definition.ts';
import { FileMismatch } from '../../lab/errors.ts';

/**
 * Compares what an author wrote into lab.json with the file itself.
 * @throws FileMismatch that names the file and both values
 */
export const checkGiven = (
  key: string,
  given: Partial<StoredFile>,
  measured: Omit<StoredFile, 'key'>,
): void => {
  for (const property of ['bytes', 'crc32'] as const)
    if (given[property] !== undefined && given[property] !== measured[property])
      throw new FileMismatch(
        `${key}: lab.json gives ${property} ${given[property]}, the file has ${measured[property]}. Correct lab.json, or put the right file there`,
      );
};
