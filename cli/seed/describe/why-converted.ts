import { tableDelimiters } from '../../../lab/definition.ts';
import type { ContentDraft, DatasetDraft } from './table-draft.ts';

const reasons: readonly (readonly [reason: string, applies: (draft: DatasetDraft) => boolean])[] = [
  ['a workbook', ({ format }) => format === 'xlsx'],
  ['JSON that is not one object a line', ({ format }) => format === 'json'],
  [
    'fields in quotes',
    ({ quoted, columns }) => quoted === true && columns.some(({ type }) => type !== 'string'),
  ],
  [
    'its delimiter',
    ({ delimiter }) => delimiter !== undefined && !tableDelimiters.some(each => each === delimiter),
  ],
  ['its encoding', ({ encoding }) => encoding !== undefined],
  ['lines above the header', ({ skipLines }) => skipLines !== undefined],
  ['words for NULL', ({ nulls }) => nulls !== undefined],
  ['how numbers are written', ({ decimal, thousands }) => decimal !== undefined || thousands !== undefined],
  [
    'how dates are written',
    ({ dateFormat, columns }) =>
      dateFormat !== undefined || columns.some(column => column.dateFormat !== undefined),
  ],
  ['names that are not column names', ({ columns }) => columns.some(({ from }) => from !== undefined)],
];

/** Why publishing converts a table to Parquet, in a few words each; nothing if Athena reads its files as they are. */
export const whyConverted = (draft: DatasetDraft, { converted }: ContentDraft): readonly string[] => {
  const said = reasons.filter(([, applies]) => applies(draft)).map(([reason]) => reason);
  return said.length > 0 ? said : converted;
};
