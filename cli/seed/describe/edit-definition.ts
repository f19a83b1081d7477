import { basename } from 'node:path';
import { applyEdits, type FormattingOptions, type JSONPath, modify } from 'jsonc-parser';
import { layout } from './layout.ts';
import type { DatasetDraft } from './table-draft.ts';

/** What is added to a list of lab.json. */
export interface Addition {
  /** Where the list is: `['datasets', 0, 'columns']`. */
  readonly list: JSONPath;
  /** How many items it has. */
  readonly length: number;
  readonly items: readonly object[] | readonly (string | object)[];
}

/** `My data` of `my-data`. */
const titleOf = (root: string): string => {
  const words = basename(root)
    .replaceAll(/[\p{Cc}\s_-]+/gu, ' ')
    .trim();
  return words === '' ? 'My data' : words.charAt(0).toUpperCase() + words.slice(1);
};

/** A definition of a folder's tables, for people to go on writing. */
export const newDefinition = (root: string, datasets: readonly DatasetDraft[]): string =>
  `${layout({
    title: titleOf(root).slice(0, 200),
    version: '1.0.0',
    licence: 'unknown: ask whose data it is before you share it',
    source: `The files of ${basename(root) || 'this folder'}`,
    datasets,
  })}\n`;

/** How the author indents. */
const styleOf = (text: string): FormattingOptions => {
  const indent = /^[\t ]+(?=")/m.exec(text)?.[0] ?? '  ';
  return {
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
};

/** Adds to lists of a lab.json, and leaves all else as it is written. */
export const withAdditions = (text: string, additions: readonly Addition[]): string => {
  const formattingOptions = styleOf(text);
  return additions.reduce(
    (whole, { list, length, items }) =>
      items.reduce<string>(
        (edited, item, index) =>
          applyEdits(
            edited,
            modify(edited, [...list, length + index], item, { formattingOptions, isArrayInsertion: true }),
          ),
        whole,
      ),
    text,
  );
};
