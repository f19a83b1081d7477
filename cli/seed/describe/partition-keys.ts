import { nullPartition, partitionOf } from '../../../lab/partition.ts';
import { valueTest } from '../column-values.ts';
import type { FileGroup } from './group-files.ts';

export interface KeyDraft {
  readonly name: string;
  readonly type: string;
}

/** From the narrowest. A folder `month=01` is text: as a number it would be called 1. */
const types = ['int', 'bigint', 'date', 'timestamp'] as const;

const losesZero = (value: string): boolean => /^[+]|^-?0\d/.test(value);

/** The partition keys of a table, with the narrowest type that all its folders' values are of. */
export const describeKeys = ({ folder, partitionKeys, files }: FileGroup): readonly KeyDraft[] => {
  const keys = [...new Set(partitionKeys)].map(name => ({ name }));
  const partitions = files.map(({ key }) => partitionOf(keys, key.slice(folder.length))?.values ?? []);
  return keys.map(({ name }, index) => {
    const values = [...new Set(partitions.map(each => each[index] ?? ''))].filter(
      each => each !== nullPartition,
    );
    const fits = (type: string) =>
      values.every(value => valueTest(type)?.(value) === true && !(type.endsWith('int') && losesZero(value)));
    const type = values.length === 0 ? undefined : types.find(fits);
    return { name, type: type ?? 'string' };
  });
};
