import { taskFailed } from './refusals.ts';

const compiled = (source: string, written: string): RegExp => {
  try {
    return new RegExp(`^(?:${source})$`, 'is');
  } catch {
    throw taskFailed(`Invalid pattern: ${written}`);
  }
};

/**
 * SHOW TABLES and SHOW VIEWS: `*` is anything, also as `.*`, and `|` a choice.
 * https://docs.aws.amazon.com/athena/latest/ug/show-tables.html
 */
export const tablePattern = (written: string): RegExp => compiled(written.replace(/\.?\*/g, '.*'), written);

/**
 * SHOW DATABASES: a regular expression, so that `sales*` does not find `sales_eu`. Measured.
 * https://docs.aws.amazon.com/athena/latest/ug/show-databases.html
 */
export const databasePattern = (written: string): RegExp => compiled(written, written);
