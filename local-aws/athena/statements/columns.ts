import type { Column } from '@aws-sdk/client-glue';
import { errorTypes } from '../refusal.ts';
import { semanticError, taskFailed } from './refusals.ts';

/** Glue's pattern for a comment: https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const oneLine = /^[\u0020-\uFFFD\t]*$/;
const gluesPattern = '[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*';

/**
 * What neither grammar nor types forbid.
 * @throws AthenaRefusal
 */
export const checkColumns = (columns: readonly Column[], partitionKeys: readonly Column[]): void => {
  const names = new Set<string>();
  for (const { Name = '' } of columns) {
    if (names.has(Name)) throw semanticError(`[Error 10036]: Duplicate column name: ${Name}`);
    names.add(Name);
  }
  for (const { Name = '' } of partitionKeys) {
    if (names.has(Name))
      throw semanticError('[Error 10035]: Column repeated in partitioning columns', {
        hint: `${Name} is a column of the files and a partition's, too: leave it out of the first list`,
      });
    names.add(Name);
  }
  for (const { Name, Comment = '' } of [...columns, ...partitionKeys])
    if (!oneLine.test(Comment))
      // Measured that Glue refuses it, and the type; not the words around Glue's.
      throw taskFailed(
        `MetaException(message:1 validation error detected: Value at 'table.storageDescriptor.columns' failed to satisfy constraint: Member must satisfy regular expression pattern: ${gluesPattern})`,
        {
          category: 1,
          type: errorTypes.glueRefused,
          hint: `the comment of ${Name} has a line break: a comment is one line`,
        },
      );
};
