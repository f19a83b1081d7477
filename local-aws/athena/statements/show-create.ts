import type { Column, SerDeInfo, StorageDescriptor, Table } from '@aws-sdk/client-glue';
import type { ShowStatementContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { lazySimpleSerDe } from '../../../lab/table-classes.ts';
import { isView } from './catalog.ts';
import { type Answer, lines, type StatementContext } from './context.ts';
import { commentOf, delimiters, serializationFormat } from './formats.ts';
import { malformed, taskFailed } from './refusals.ts';
import { requireTable } from './required.ts';
import { quoted } from './tokens.ts';
import { tableNameOf } from './tree.ts';

/** The statement that creates a table, in the form of Hive's DDLTask.showCreateTable, blanks at the ends included. */
export const showCreateTable = async (
  tree: ShowStatementContext,
  context: StatementContext,
): Promise<Answer> => {
  const tableName = tree._tabName;
  if (!tableName) throw malformed('SHOW CREATE TABLE needs the name of a table');
  const name = tableNameOf(tableName, context);
  const table = await requireTable(context.glue, name);
  if (isView(table))
    throw taskFailed(`${name.written} is a view`, { hint: `write SHOW CREATE VIEW ${name.written}` });
  return lines(['createtab_stmt'], [createStatement(name.written, table)]);
};

const createStatement = (name: string, table: Table): string => {
  const { Columns = [], Location = '', SerdeInfo = {}, ...storage } = table.StorageDescriptor ?? {};
  const { comment, EXTERNAL: _always, ...properties } = table.Parameters ?? {};
  return [
    `CREATE EXTERNAL TABLE ${backquoted(name)}(`,
    `${columnLines(Columns, SerdeInfo)})`,
    ...(comment === undefined ? [] : [`COMMENT ${literal(comment)}`]),
    ...partitionedBy(table.PartitionKeys ?? []),
    ...clusteredBy(storage),
    ...rowFormat(SerdeInfo),
    'STORED AS INPUTFORMAT ',
    `  ${literal(storage.InputFormat ?? '')} `,
    'OUTPUTFORMAT ',
    `  ${literal(storage.OutputFormat ?? '')}`,
    'LOCATION',
    `  ${literal(Location)}`,
    'TBLPROPERTIES (',
    `${propertyLines(properties)})`,
  ].join('\n');
};

const backquoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Hive writes `\;` lest a client split the statement there. */
const literal = (text: string): string => quoted(text).replaceAll(';', '\\;');

/** JSON and quoted CSV have no comments in the catalog's sense; a partition's column has. */
const columnLines = (columns: readonly Column[], { SerializationLibrary = '' }: SerDeInfo): string =>
  columns
    .map(({ Name = '', Type = '', Comment }) => {
      const comment = commentOf(SerializationLibrary, Comment || undefined);
      return `  ${backquoted(Name)} ${Type}${comment === undefined ? '' : ` COMMENT ${literal(comment)}`}`;
    })
    .join(', \n');

const partitionedBy = (keys: readonly Column[]): readonly string[] =>
  keys.length === 0 ? [] : ['PARTITIONED BY ( ', `${columnLines(keys, {})})`];

const clusteredBy = ({
  BucketColumns = [],
  SortColumns = [],
  NumberOfBuckets = -1,
}: StorageDescriptor): readonly string[] =>
  BucketColumns.length === 0
    ? []
    : [
        'CLUSTERED BY ( ',
        `${BucketColumns.map(column => `  ${backquoted(column)}`).join(', \n')}) `,
        ...(SortColumns.length === 0
          ? []
          : [
              'SORTED BY ( ',
              `${SortColumns.map(({ Column = '', SortOrder }) => `  ${backquoted(Column)} ${SortOrder === 0 ? 'DESC' : 'ASC'}`).join(', \n')}) `,
            ]),
        `INTO ${NumberOfBuckets} BUCKETS`,
      ];

/** ROW FORMAT DELIMITED, if it can say all that the SerDe is told; `'serialization.format'='1'` is not worth a word. */
const rowFormat = ({ SerializationLibrary = '', Parameters = {} }: SerDeInfo): readonly string[] => {
  const { [serializationFormat]: format, ...others } = Parameters;
  const clauses = delimiters.flatMap(([parameter, words]) => {
    const text = others[parameter];
    return text === undefined ? [] : [`  ${words} ${literal(text)} `];
  });
  const isDelimited =
    SerializationLibrary === lazySimpleSerDe &&
    clauses.length > 0 &&
    clauses.length === Object.keys(others).length &&
    (format ?? '1') === (others['field.delim'] ?? '1');
  if (isDelimited) return ['ROW FORMAT DELIMITED ', ...clauses];
  const shown = format === '1' ? others : Parameters;
  return [
    'ROW FORMAT SERDE ',
    `  ${literal(SerializationLibrary)} `,
    ...(Object.keys(shown).length === 0 ? [] : ['WITH SERDEPROPERTIES ( ', `${propertyLines(shown)}) `]),
  ];
};

const propertyLines = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `  ${literal(key)}=${literal(value)}`)
    .join(', \n');
