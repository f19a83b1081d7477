import { datasetPrefix } from '../../lab/datasets.ts';
import { nullPartition, type Partition, partitionOf } from '../../lab/partition.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { valueHint, valueTest } from './column-values.ts';
import { type Place, refusal } from './folder-files.ts';

/** Types that Athena's engine has no partition keys of: isValidPartitionType in Trino 476's HiveUtil. */
const cannotBeKey = (type: string): boolean => type === 'binary' || type.includes('<');

/** @throws InvalidDefinition if a table cannot be partitioned by such keys */
export const checkPartitionKeys = (
  { partitionKeys }: Pick<SourceDataset, 'partitionKeys'>,
  at: Place,
): void => {
  for (const [index, { name, type }] of partitionKeys.entries())
    if (cannotBeKey(type))
      throw refusal(
        [...at, 'partitionKeys', index, 'type'],
        `Athena has no partition keys of type '${type}': make ${name} a string`,
      );
};

const isFolderOf = (folder: string, name: string): boolean => folder.toLowerCase().startsWith(`${name}=`);

const checkValues = (dataset: SourceDataset, key: string, { values }: Partition, at: Place): void => {
  const folders = key.slice(datasetPrefix(dataset).length).split('/').slice(0, -1);
  for (const [index, { name, type }] of dataset.partitionKeys.entries()) {
    const [folder = '', another] = folders.filter(each => isFolderOf(each, name));
    if (another !== undefined)
      throw refusal(at, `'${key}' has two folders of ${name}, ${folder} and ${another}: keep one of them`);
    const value = values[index] ?? '';
    if (value !== nullPartition && valueTest(type)?.(value) === false)
      throw refusal(at, `the folder ${folder} of '${key}' is not of type ${type}. Use ${valueHint(type)}`);
  }
};

const whatIsMissing = ({ partitionKeys }: SourceDataset, key: string): string => {
  const folders = key.split('/').slice(0, -1);
  const empty = folders.find(folder => partitionKeys.some(({ name }) => folder.toLowerCase() === `${name}=`));
  return empty === undefined
    ? `'${key}' lacks the folders of its partition keys: ${partitionKeys.map(({ name }) => `${name}=…/`).join('')}`
    : `the folder ${empty} of '${key}' has no value. For NULL, call it ${empty}${nullPartition}`;
};

/** `country`, if two folders differ in `country=br` and `country=pt`, which is no key. */
const undeclaredKey = ({ partitionKeys }: SourceDataset, one: string, other: string): string | undefined => {
  const others = other.split('/');
  return one
    .split('/')
    .filter(folder => !others.includes(folder))
    .map(folder => /^([^=]+)=./.exec(folder)?.[1])
    .find(name => name !== undefined && !partitionKeys.some(key => key.name === name.toLowerCase()));
};

/**
 * Holds a dataset's files against its partitions, one after the other: each has the folders of its keys, their values
 * are of the keys' types, and no two folders are the same partition, of which the catalog can have only one.
 *
 * @throws InvalidDefinition that names the file, or both folders
 */
export const partitionCheck = (dataset: SourceDataset): ((key: string, at: Place) => void) => {
  const prefix = datasetPrefix(dataset);
  const folders = new Map<string, string>();
  return (key, at) => {
    const partition = partitionOf(dataset.partitionKeys, key.slice(prefix.length));
    if (partition === undefined) throw refusal(at, whatIsMissing(dataset, key));
    checkValues(dataset, key, partition, at);
    const values = JSON.stringify(partition.values);
    const known = folders.get(values);
    folders.set(values, known ?? partition.folder);
    if (known === undefined || known === partition.folder) return;
    const more = undeclaredKey(dataset, partition.folder, known);
    const advice =
      more === undefined
        ? 'move the files of one into the other'
        : `add ${more} to "partitionKeys", or move the files of one into the other`;
    throw refusal(
      at,
      `${prefix}${known} and ${prefix}${partition.folder} are the same partition, ` +
        `${dataset.partitionKeys.map(({ name }, index) => `${name}=${partition.values[index]}`).join(', ')}, ` +
        `which can have one folder only: ${advice}`,
    );
  };
};
