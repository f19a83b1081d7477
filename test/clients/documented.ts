import { readFile } from 'node:fs/promises';
import { type Block, blocksOf, filesIn } from '../documents/markdown.ts';

const docs = blocksOf(await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8'));

const blocksUnder = (heading: string): readonly Block[] => {
  const blocks = docs.filter(({ section }) => section === heading);
  if (blocks.length === 0) throw new Error(`docs/clients.md shows nothing under ${heading}`);
  return blocks;
};

/** The only block of a language in a section of docs/clients.md. */
export const block = (heading: string, language: string): string => {
  const [found, ...others] = blocksUnder(heading).filter(each => each.language === language);
  if (found === undefined || others.length > 0)
    throw new Error(`docs/clients.md must have one block of ${language} under ${heading}`);
  return found.code;
};

/** The files that a section of docs/clients.md shows, by the names above them. */
export const files = (heading: string): Readonly<Record<string, string>> => filesIn(blocksUnder(heading));
