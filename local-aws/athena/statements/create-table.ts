import {
  type Column,
  CreateTableCommand,
  type SerDeInfo,
  type StorageDescriptor,
} from '@aws-sdk/client-glue';
import type {
  CreateTableStatementContext,
  RowFormatDelimitedContext,
  TableFileFormatContext,
  TableRowFormatContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import type { TableClasses } from '../../../lab/table-classes.ts';
import { errorTypes } from '../refusal.ts';
import { ddlTime, findTable } from './catalog.ts';
import { checkColumns } from './columns.ts';
import { change, type StatementContext, type Work } from './context.ts';
import { delimiters, fileFormats, isSerDe, serializationFormat, textFile, textOfSerDe } from './formats.ts';
import { keptLocation, requireLocation } from './location.ts';
import { malformed, notSupported, semanticError, taskFailed } from './refusals.ts';
import { requireDatabase } from './required.ts';
import { columnOf, nameOf, propertiesOf, tableNameOf, textOf } from './tree.ts';

/**
 * CREATE EXTERNAL TABLE, as https://docs.aws.amazon.com/athena/latest/ug/create-table.html describes it. What it writes
 * into the catalog is what Hive's client for Glue writes (owner and number of buckets as DESCRIBE FORMATTED shows them).
 */
export const createTable = (tree: CreateTableStatementContext, context: StatementContext): Work => {
  const name = tableNameOf(tree.tableNameCreate(), context);
  const { PartitionKeys, StorageDescriptor, Parameters, location } = tableOf(tree);
  return change(async () => {
    const { glue, s3 } = context;
    await requireDatabase(glue, name.database);
    if ((await findTable(glue, name)) !== undefined) {
      if (tree.ifNotExists()) return;
      // Measured, also that `exist` has no s.
      throw taskFailed(`AlreadyExistsException(message:Table ${name.table} already exist)`, {
        type: errorTypes.syntaxError,
        errorMessage: `Table ${name.table} already exists.`,
      });
    }
    checkColumns(StorageDescriptor.Columns, PartitionKeys);
    await requireLocation(s3, location);
    const TableInput = {
      Name: name.table,
      Owner: 'hadoop',
      Retention: 0,
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys,
      StorageDescriptor,
      Parameters: { EXTERNAL: 'TRUE', transient_lastDdlTime: ddlTime(), ...Parameters },
    };
    await glue.send(new CreateTableCommand({ DatabaseName: name.database, TableInput }));
  });
};

interface ReadTable {
  readonly PartitionKeys: Column[];
  readonly StorageDescriptor: StorageDescriptor & { readonly Columns: Column[] };
  readonly Parameters: Record<string, string>;
  readonly location: string;
}

/** @throws AthenaRefusal what Athena refuses before it looks at the catalog */
const tableOf = (tree: CreateTableStatementContext): ReadTable => {
  if (tree.likeTableOrFile()) throw notSupported('CREATE TABLE … LIKE');
  if (tree._temp || tree._trans || tree._mgd) throw notSupported('CREATE TEMPORARY TABLE');
  const { EXTERNAL: _always, ...properties } = propertiesOf(
    tree.tablePropertiesPrefixed()?.tableProperties(),
  );
  if (/^iceberg$/i.test(properties.table_type ?? ''))
    throw taskFailed('Iceberg tables are not available on the local AWS', { type: errorTypes.notSupported });
  const location = textOf(tree.locationPath()?._locn);
  // These two were measured.
  if (location === undefined)
    throw malformed('No location was specified for table. An S3 location must be specified');
  if (!tree._ext)
    throw malformed(
      'External keyword required for table type HIVE',
      'write CREATE EXTERNAL TABLE: Athena has no tables of its own but Iceberg ones',
    );
  if (tree.tableSkewed()) throw notSupported('CREATE TABLE … SKEWED BY');
  const comment = textOf(tree.tableComment()?._comment);
  return {
    PartitionKeys: partitionKeysIn(tree),
    StorageDescriptor: storageOf(tree, location),
    Parameters: { ...(comment === undefined ? {} : { comment }), ...properties },
    location,
  };
};

const columnsIn = (tree: CreateTableStatementContext): Column[] =>
  (tree.columnNameTypeOrConstraintList()?.columnNameTypeOrConstraint() ?? []).map(each => {
    const column = each.columnNameTypeConstraint();
    if (column === null || column.columnConstraint()) throw notSupported('CREATE TABLE … CONSTRAINT');
    return columnOf(column);
  });

const partitionKeysIn = (tree: CreateTableStatementContext): Column[] => {
  const spec = tree.createTablePartitionSpec();
  if (spec === null) return [];
  const columns = spec.createTablePartitionColumnTypeSpec()?.columnNameTypeConstraint();
  if (columns === undefined)
    throw notSupported('PARTITIONED BY without types, for a table that is not Iceberg');
  return columns.map(columnOf);
};

const storageOf = (tree: CreateTableStatementContext, location: string): ReadTable['StorageDescriptor'] => {
  const rowFormat = tree.tableRowFormat();
  const format = fileFormatOf(tree.tableFileFormat(), rowFormat);
  const buckets = tree.tableBuckets();
  return {
    Columns: columnsIn(tree),
    Location: keptLocation(location),
    InputFormat: format.inputFormat,
    OutputFormat: format.outputFormat,
    Compressed: false,
    NumberOfBuckets: buckets === null ? -1 : Number(buckets._num?.text),
    SerdeInfo: serdeOf(rowFormat, format),
    BucketColumns: (buckets?._bucketCols?.columnName() ?? []).map(nameOf),
    SortColumns: (buckets?._sortCols?.columnNameOrder() ?? []).map(each => ({
      Column: nameOf(each.columnName()),
      SortOrder: /^desc$/i.test(each._orderSpec?.getText() ?? '') ? 0 : 1,
    })),
    Parameters: {},
    StoredAsSubDirectories: false,
  };
};

const fileFormatOf = (
  tree: TableFileFormatContext | null,
  rowFormat: TableRowFormatContext | null,
): TableClasses => {
  if (tree === null)
    return rowFormat?.rowFormatSerde() ? { ...textFile, outputFormat: textOfSerDe } : textFile;
  if (tree.KW_BY()) throw notSupported('STORED BY');
  const [input, output] = [textOf(tree._inFmt), textOf(tree._outFmt)];
  if (input !== undefined && output !== undefined)
    return { ...textFile, inputFormat: input, outputFormat: output };
  const written = tree._genericSpec?.getText() ?? '';
  const format = fileFormats.get(written.toLowerCase());
  if (format === undefined)
    throw semanticError(`Unrecognized file format in STORED AS clause: '${written}'`, {
      hint: `Athena has ${[...fileFormats.keys()].map(name => name.toUpperCase()).join(', ')}; JSON and CSV are SerDes: ROW FORMAT SERDE '…'`,
    });
  return format;
};

const serdeOf = (rowFormat: TableRowFormatContext | null, format: TableClasses): SerDeInfo => {
  const serde = rowFormat?.rowFormatSerde();
  const delimited = rowFormat?.rowFormatDelimited();
  const name = textOf(serde?._name) ?? format.library;
  if (!isSerDe(name)) throw taskFailed(`Cannot validate serde: ${name}`);
  const parameters = delimited ? delimitersOf(delimited) : propertiesOf(serde?._serderops);
  const separator = (delimited && parameters['field.delim']) ?? '1';
  return { SerializationLibrary: name, Parameters: { [serializationFormat]: separator, ...parameters } };
};

const delimitersOf = (tree: RowFormatDelimitedContext): Record<string, string> => {
  const fields = tree.tableRowFormatFieldIdentifier();
  const texts = [
    fields?._fldIdnt,
    fields?._fldEscape,
    tree.tableRowFormatCollItemsIdentifier()?._collIdnt,
    tree.tableRowFormatMapKeysIdentifier()?._mapKeysIdnt,
    tree.tableRowFormatLinesIdentifier()?._linesIdnt,
    tree.tableRowNullFormat()?._nullIdnt,
  ].map(textOf);
  const line = texts[4];
  if (line !== undefined && line !== '\n' && line !== '10')
    throw semanticError("LINES TERMINATED BY only supports newline '\\n' right now.");
  return Object.fromEntries(
    delimiters.flatMap(([parameter], at) => {
      const text = texts[at];
      return text === undefined ? [] : [[parameter, text]];
    }),
  );
};
