import { AthenaRefusal, errorTypes, type RefusalDetails } from '../refusal.ts';

/*
 * What Athena says when it refuses a statement. Where the words were measured on Athena, that is said; the rest are the
 * words of Hive (ql/src/java/org/apache/hadoop/hive/ql/ErrorMsg.java), which runs Athena's DDL. The measurements are
 * those of https://github.com/aoyagikouhei/athena-local/tree/main/docs/dev/measurements (statements.md,
 * result-files.md), of 2026-09, engine version 3.
 */

type RunDetails = Omit<RefusalDetails, 'when' | 'code'>;

/** A statement that Athena does not even start. Measured. */
export const malformed = (message: string, hint?: string): AthenaRefusal =>
  new AthenaRefusal(message, { when: 'start', ...(hint === undefined ? {} : { hint }) });

/** Measured for `SHOW CREATE TABLE "t"`; Athena leaves out which type it means. */
export const notSupported = (statement: string): AthenaRefusal =>
  malformed(
    `Queries of this type are not supported: ${statement}`,
    'https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html',
  );

const failed = (reason: string, details: RunDetails = {}): AthenaRefusal =>
  new AthenaRefusal(`FAILED: ${reason}`, { when: 'run', ...details });

/** A mistake that Hive's analysis finds. */
export const semanticError = (reason: string, details: RunDetails = {}): AthenaRefusal =>
  failed(`SemanticException ${reason}`, details);

/** A mistake that only the execution finds. */
export const taskFailed = (reason: string, details: RunDetails = {}): AthenaRefusal =>
  failed(`Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${reason}`, details);

/** What Athena's first look at a statement passes and Hive's parser does not. The column counts from 0. Measured. */
export const parseError = (
  { line, column }: { readonly line: number; readonly column: number },
  reason: string,
  details: RunDetails = {},
): AthenaRefusal => failed(`ParseException line ${line}:${column} ${reason}`, { category: 1, ...details });

/** Measured for DROP TABLE and SHOW TBLPROPERTIES. */
export const tableNotFound = (name: string, hint: string): AthenaRefusal =>
  semanticError(`[Error 10001]: Table not found ${name}`, { type: errorTypes.notFound, hint });

/** Measured for SHOW TABLES IN. */
export const databaseNotFound = (name: string, hint: string): AthenaRefusal =>
  semanticError(`[Error 10072]: Database does not exist: ${name}`, {
    category: 1,
    type: errorTypes.glueRefused,
    hint,
  });

/** Measured for DESCRIBE and SHOW COLUMNS, which Athena looks up in the catalog before it starts them. */
export const entityNotFound = (requestId: string, hint: string): AthenaRefusal =>
  new AthenaRefusal(
    `Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: ${requestId}; Proxy: null)`,
    { when: 'start', code: 'INVALID_INPUT', hint },
  );

/** Measured. */
export const catalogNotFound = (name: string): AthenaRefusal =>
  new AthenaRefusal(`Catalog '${name}' does not exist`, { when: 'start', code: 'DATACATALOG_NOT_FOUND' });

/** Measured, without FAILED before it. */
export const notForIceberg = (): AthenaRefusal =>
  new AthenaRefusal('Query type not supported by Athena Iceberg at this time', {
    when: 'run',
    type: errorTypes.notSupported,
  });
