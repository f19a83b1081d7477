import type { Partition, PartitionInput, Table } from '@aws-sdk/client-glue';
import { ddlTime, partitionKeysOf } from './catalog.ts';
import { under } from './location.ts';

/** Hive's FileUtils.charToEscape: these stand as %XX in a partition's folder. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes control characters, too.
const special = /[\u0001-\u001F"#%'*/:=?\\\u007F{[\]^]/g;

const escaped = (text: string): string =>
  text.replace(special, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** `dt=2016-05-14/hour=13%3A00`, as SHOW PARTITIONS lists it, and as its folder is called unless one is named. */
export const partitionName = (keys: readonly string[], values: readonly string[]): string =>
  keys.map((key, at) => `${escaped(key)}=${escaped(values[at] ?? '')}`).join('/');

/** A partition that has its files where a table's usual ones do, or at a location of its own. */
export const newPartition = (
  table: Table,
  Values: string[],
  location: string | undefined,
): PartitionInput => ({
  Values,
  Parameters: { transient_lastDdlTime: ddlTime() },
  StorageDescriptor: {
    ...table.StorageDescriptor,
    Location:
      location ??
      under(table.StorageDescriptor?.Location ?? '', partitionName(partitionKeysOf(table), Values)),
  },
});

/** What UpdatePartition takes of what GetPartition answers. */
export const partitionInputOf = (partition: Partition): PartitionInput => ({
  Values: partition.Values,
  LastAccessTime: partition.LastAccessTime,
  StorageDescriptor: partition.StorageDescriptor,
  Parameters: partition.Parameters,
  LastAnalyzedTime: partition.LastAnalyzedTime,
});

/** How many partitions Glue takes at once: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
export const atOnce = 100;
