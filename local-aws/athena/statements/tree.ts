import type { Column } from '@aws-sdk/client-glue';
import type {
  ColumnNameTypeContext,
  ColumnTypeContext,
  ConstantContext,
  KeyValuePropertyListContext,
  PartitionSpecContext,
  TableNameContext,
  TablePropertiesContext,
} from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { fromDeserializer } from './formats.ts';
import { catalogNotFound, parseError } from './refusals.ts';
import { unescaped } from './tokens.ts';
import { isType } from './types.ts';

interface Written {
  getText(): string;
}

/** A table as a statement names it. Athena's names are in small letters. */
export interface TableName {
  readonly database: string;
  readonly table: string;
  /** Without the database if the statement has none. */
  readonly written: string;
}

/** A name without its backquotes, in small letters. */
export const nameOf = (identifier: Written): string => unquoted(identifier.getText()).toLowerCase();

const unquoted = (text: string): string =>
  text.startsWith('`') ? text.slice(1, -1).replaceAll('``', '`') : text;

/**
 * Hive takes `` `db.t` `` for the table t of db, as Athena's own example has it:
 * https://docs.aws.amazon.com/athena/latest/ug/show-create-table.html
 */
export const tableNameOf = (
  tree: Pick<TableNameContext, 'id_'>,
  context: { readonly database: string },
): TableName => {
  const parts = tree.id_().flatMap(part => nameOf(part).split('.'));
  if (parts.length > 2) throw catalogNotFound(parts[0] ?? '');
  const [database = '', table = ''] = parts.length === 1 ? [context.database.toLowerCase(), parts[0]] : parts;
  return { database, table, written: parts.join('.') };
};

interface Texted {
  readonly text?: string | null | undefined;
}

/** The text of a StringLiteral. */
export const textOf = (literal: Texted | null | undefined): string | undefined =>
  literal?.text == null ? undefined : unescaped(literal.text);

export const propertiesOf = (
  tree: TablePropertiesContext | { keyValuePropertyList(): KeyValuePropertyListContext } | null | undefined,
): Record<string, string> => {
  const list =
    tree === null || tree === undefined
      ? null
      : 'tablePropertiesList' in tree
        ? tree.tablePropertiesList().keyValuePropertyList()
        : tree.keyValuePropertyList();
  return Object.fromEntries(
    (list?.keyValueProperty() ?? []).map(({ _key, _value }) => [textOf(_key) ?? '', textOf(_value) ?? '']),
  );
};

const commentInType = /comment(?=['"])(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")+/gis;

/**
 * A type as the catalog has it: small letters, no blanks, no comments of fields.
 * @throws AthenaRefusal if Hive has it and Athena has not
 */
export const typeOf = (tree: ColumnTypeContext): string => {
  const type = tree.getText().replace(commentInType, '').replaceAll('`', '').toLowerCase();
  if (isType(type)) return type;
  const { line = 1, column = 0, text = '' } = tree.start ?? {};
  throw parseError({ line, column }, `cannot recognize input near '${text}' in column type`, {
    hint: `${type} is not a type of Athena's definitions`,
  });
};

/**
 * A column without a comment has none or, if SHOW CREATE TABLE printed it, an empty one or that of every deserializer's
 * columns.
 */
export const columnOf = (
  tree: Pick<ColumnNameTypeContext, 'columnNameCreate' | 'columnType' | '_comment'>,
): Column & { readonly Name: string; readonly Type: string } => {
  const comment = textOf(tree._comment);
  return {
    Name: nameOf(tree.columnNameCreate()),
    Type: typeOf(tree.columnType()),
    ...(comment === undefined || comment === '' || comment === fromDeserializer ? {} : { Comment: comment }),
  };
};

/** A value in a partition's specification: `'2016'`, `2016`, `date '2016-01-01'`. */
export const constantOf = (constant: ConstantContext | null): string => {
  const texts = constant?.StringLiteral() ?? [];
  return texts.length > 0
    ? texts.map(text => unescaped(text.getText())).join('')
    : unquoted(constant?.getText() ?? '');
};

/** Values by column; a column without one is left out. */
export const partitionSpecOf = (tree: PartitionSpecContext): ReadonlyMap<string, string> =>
  new Map(
    tree
      .partitionVal()
      .filter(value => value.EQUAL())
      .map(value => [nameOf(value.id_()), constantOf(value.constant())]),
  );
