import type { StatementResult } from './context.ts';
import type { Token } from './tokens.ts';

export interface Kind extends Pick<StatementResult, 'type' | 'substatement'> {
  /** Athena has no such statement. */
  readonly unsupported?: boolean;
}

const name = String.raw`\S+(?: \. \S+)*`;
const alterTable = `ALTER TABLE ${name} `;
const ofPartition = String.raw`(?:PARTITION \( .*? \) )?`;

/**
 * Athena's SubstatementType by a statement's words, first match first. Those of SHOW, DESCRIBE, MSCK, CREATE, DROP and
 * ALTER TABLE were measured (https://github.com/aoyagikouhei/athena-local/tree/main/docs/dev/measurements), except
 * RENAME PARTITION's and ALTER DATABASE's, which follow the others.
 */
const kinds: readonly (readonly [RegExp, StatementResult['type'], string])[] = [
  [/^CREATE (DATABASE|SCHEMA)\b/, 'DDL', 'CREATE_DATABASE'],
  [/^CREATE (EXTERNAL |TRANSACTIONAL |TEMPORARY |MANAGED )*TABLE\b/, 'DDL', 'CREATE_TABLE'],
  [/^DROP (DATABASE|SCHEMA)\b/, 'DDL', 'DROP_DATABASE'],
  [/^DROP TABLE\b/, 'DDL', 'DROP_TABLE'],
  [/^DROP VIEW\b/, 'DDL', 'DROP_VIEW'],
  [/^ALTER (DATABASE|SCHEMA)\b/, 'DDL', 'ALTER_DATABASE_PROPERTIES'],
  [RegExp(`^${alterTable}${ofPartition}ADD COLUMNS\\b`), 'DDL', 'ALTER_TABLE_ADD_COLUMN'],
  [RegExp(`^${alterTable}${ofPartition}REPLACE COLUMNS\\b`), 'DDL', 'ALTER_TABLE_REPLACE_COLUMN'],
  [RegExp(`^${alterTable}${ofPartition}CHANGE\\b`), 'DDL', 'ALTER_TABLE_CHANGE_COLUMN'],
  [RegExp(`^${alterTable}${ofPartition}SET LOCATION\\b`), 'DDL', 'ALTER_TABLE_SET_LOCATION'],
  [RegExp(`^${alterTable}SET TBLPROPERTIES\\b`), 'DDL', 'ALTER_TABLE_PROPERTIES'],
  [RegExp(`^${alterTable}ADD (IF NOT EXISTS )?PARTITION\\b`), 'DDL', 'ALTER_TABLE_ADD_PARTITION'],
  [RegExp(`^${alterTable}DROP (IF EXISTS )?PARTITION\\b`), 'DDL', 'ALTER_TABLE_DROP_PARTITION'],
  [RegExp(`^${alterTable}PARTITION .* RENAME TO\\b`), 'DDL', 'ALTER_TABLE_RENAME_PARTITION'],
  [RegExp(`^${alterTable}RENAME TO\\b`), 'DDL', 'ALTER_TABLE_RENAME'],
  [RegExp(`^${alterTable}DROP COLUMN\\b`), 'DDL', 'ALTER_TABLE_DROP_COLUMN'],
  [/^ALTER TABLE\b/, 'DDL', 'ALTER_TABLE'],
  [/^MSCK\b/, 'DDL', 'MSCK_REPAIR'],
  [/^SHOW (DATABASES|SCHEMAS)\b/, 'UTILITY', 'SHOW_DATABASES'],
  [/^SHOW TABLES\b/, 'UTILITY', 'SHOW_TABLES'],
  [/^SHOW VIEWS\b/, 'UTILITY', 'SHOW_VIEWS'],
  [/^SHOW COLUMNS\b/, 'UTILITY', 'SHOW_COLUMNS'],
  [/^SHOW PARTITIONS\b/, 'UTILITY', 'SHOW_PARTITIONS'],
  [/^SHOW TBLPROPERTIES\b/, 'UTILITY', 'SHOW_TABLE_PROPERTIES'],
  [/^SHOW CREATE TABLE\b/, 'UTILITY', 'SHOW_CREATE_TABLE'],
  [/^SHOW CREATE VIEW\b/, 'UTILITY', 'SHOW_CREATE_VIEW'],
  // DESCRIBE INPUT and OUTPUT are of prepared statements, and the engine's.
  [/^DESC(RIBE)? (?!(INPUT|OUTPUT) \S+$)/, 'UTILITY', 'DESCRIBE_TABLE'],
];

/** https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html, and what else Hive has at those places. */
const unsupported: readonly RegExp[] = [
  /^(ALTER|CREATE|DROP) INDEX\b/,
  /^ALTER (MATERIALIZED )?VIEW\b/,
  /^(CREATE|DROP) ROLE\b/,
  /^(CREATE|DROP) TEMPORARY MACRO\b/,
  /^(COMMIT|ROLLBACK)\b/,
  /^START TRANSACTION\b/,
  /^DESC(RIBE)? (DATABASE|SCHEMA)\b/,
  /^(DFS|EXPORT TABLE|IMPORT|LOAD DATA)\b/,
  /^(GRANT|REVOKE)\b/,
  /^(LOCK|UNLOCK) (DATABASE|TABLE)\b/,
  /^SHOW (COMPACTIONS|CURRENT ROLES|GRANT|INDEX(?:ES)?|LOCKS|PRINCIPALS|ROLE GRANT|ROLES|SESSION|STATS|TABLE EXTENDED|TRANSACTIONS)\b/,
];

/** Words in capitals, separated by single blanks; names as `n`, texts as `'`. */
export const wordsOf = (tokens: readonly Token[]): string =>
  tokens
    .map(({ kind, text }) =>
      kind === 'word' ? text.toUpperCase() : kind === 'name' ? 'n' : kind === 'text' ? "'" : text,
    )
    .join(' ');

/** Undefined: the statement is the engine's. */
export const kindOf = (words: string): Kind | undefined => {
  const found = unsupported.map(pattern => pattern.exec(words)?.[0]).find(words => words !== undefined);
  if (found !== undefined) return { type: 'DDL', substatement: found, unsupported: true };
  const [, type, substatement] = kinds.find(([pattern]) => pattern.test(words)) ?? [];
  return type === undefined || substatement === undefined ? undefined : { type, substatement };
};
