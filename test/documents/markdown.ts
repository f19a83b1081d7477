import { glob } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of the project. */
export const root = join(import.meta.dirname, '../..');

/** What Git ignores, or has for itself. */
const notOurs = new Set(['node_modules', '.daybreak', '.git', 'dist']);

/** The paths of all documents, in the order of their names, the README first. */
export const documents = async (): Promise<readonly string[]> => {
  const found = await Array.fromAsync(
    glob(['**/*.md', '.github/**/*.md'], { cwd: root, exclude: name => notOurs.has(name) }),
  );
  return ['README.md', ...found.filter(name => name !== 'README.md').toSorted()];
};

/** A fenced block of a document. */
export interface Block {
  /** `sh`, `json`; empty if the fence says none. */
  readonly language: string;
  /** Its lines, without the indent of the fence. */
  readonly code: string;
  /** The number of its first fence's line, from 1. */
  readonly at: number;
  /** The heading above it. */
  readonly section: string;
  /** The paragraph above it, in one line; empty after a heading. */
  readonly before: string;
}

/** A document without its blocks: `blocks` has them. */
interface Parsed {
  readonly prose: string;
  readonly blocks: readonly Block[];
}

const parse = (text: string): Parsed => {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let section = '';
  let paragraph: string[] = [];
  let isOver = false;
  let open: { readonly indent: string; readonly block: Block; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', language = ''] = /^(\s*)```(.*)$/.exec(line) ?? [];
    const isFence = /^\s*```/.test(line);
    if (open !== undefined) {
      if (isFence) {
        blocks.push({ ...open.block, code: open.lines.map(each => `${each}\n`).join('') });
        open = undefined;
        paragraph = [];
      } else
        open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    } else if (isFence) {
      const block = {
        language: language.trim(),
        code: '',
        at: index + 1,
        section,
        before: paragraph.join(' '),
      };
      open = { indent, block, lines: [] };
    } else {
      prose.push(line);
      const [, heading] = /^#+ (.+)$/.exec(line) ?? [];
      if (heading !== undefined) [section, paragraph] = [heading, []];
      else if (line.trim() === '') isOver = true;
      else {
        if (isOver) paragraph = [];
        isOver = false;
        paragraph.push(line.trim());
      }
    }
  }
  if (open !== undefined) throw new Error(`the block that begins at line ${open.block.at} does not end`);
  return { prose: prose.join('\n'), blocks };
};

/** The fenced blocks of a document, in order. */
export const blocksOf = (text: string): readonly Block[] => parse(text).blocks;

/** A document without its fenced blocks, which may look like links and headings. */
export const proseOf = (text: string): string => parse(text).prose;

/** The files that blocks show, by the names in the line above them: `` `books/books.csv`: ``. */
export const filesIn = (blocks: readonly Block[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    blocks.flatMap(({ before, code }) => {
      const [, name] = /^`([\w./-]+)`:$/.exec(before) ?? [];
      return name === undefined ? [] : [[name, code]];
    }),
  );
