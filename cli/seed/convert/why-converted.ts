import type { SourceDataset } from '../../../lab/source-definition.ts';
import { visibleInLine } from '../../../lab/visible.ts';
import { isNativeDelimiter } from '../native-table.ts';
import { isUtf8Label } from './decoded.ts';

/** What of a table's description Athena has no word for, as the end of a sentence. */
export const whyConverted = (source: SourceDataset): string => {
  const { format, delimiter, encoding, columns } = source;
  if (format === 'json' || format === 'xlsx') return `Athena does not read ${format}`;
  if (encoding !== undefined && !isUtf8Label(encoding)) return `its files are in ${encoding}`;
  if (!isNativeDelimiter(delimiter)) return `'${visibleInLine(delimiter ?? '')}' separates its fields`;
  if (source.nulls !== undefined)
    return `${source.nulls.map(text => `'${text}'`).join(', ')} ${source.nulls.length === 1 ? 'stands' : 'stand'} for NULL`;
  const { dateFormat = columns.find(column => column.dateFormat !== undefined)?.dateFormat } = source;
  if (dateFormat !== undefined) return `its dates are written as ${dateFormat}`;
  if (source.decimal !== undefined) return 'its numbers have decimal commas';
  if (source.thousands !== undefined) return 'its numbers have separators of thousands';
  if ((source.skipLines ?? 0) > 0) return 'there are lines above its rows';
  const renamed = columns.find(({ from }) => from !== undefined);
  if (renamed !== undefined) return `'${renamed.from}' in its files is column ${renamed.name}`;
  return 'it has quotes, and columns that are not text';
};
