import type { TableDefinition } from '../../../lab/definition.ts';
import type { SourceDataset } from '../../../lab/source-definition.ts';

/** A table as the catalog describes it once its files are Parquet. */
export const convertedTable = ({
  table,
  zone,
  description,
  columns,
  partitionKeys,
}: SourceDataset): TableDefinition => ({
  table,
  zone,
  description,
  format: 'parquet',
  columns: columns.map(({ name, type, comment }) => ({ name, type, comment })),
  partitionKeys,
});
