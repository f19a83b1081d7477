import { readFile } from 'node:fs/promises';

const docs = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8');

/** A block of code in docs/clients.md. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** The blocks of a section, in order, each with the line above it. */
const blocksUnder = (heading: string): readonly (Block & { readonly before: string })[] => {
  const section = docs.split(/^## /m).find(each => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/clients.md has no section ${heading}`);
  return [...section.matchAll(/([^\n]*)\n\n^```(\w+)\n(.*?)^```$/gms)].map(
    ([, before = '', language = '', code = '']) => ({ before, language, code }),
  );
};

/** The only block of a language in a section. */
export const block = (heading: string, language: string): string => {
  const [found, ...others] = blocksUnder(heading).filter(each => each.language === language);
  if (found === undefined || others.length > 0)
    throw new Error(`docs/clients.md must have one block of ${language} under ${heading}`);
  return found.code;
};

/** The files that a section shows, by the names above them. */
export const files = (heading: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    blocksUnder(heading).flatMap(({ before, code }) => {
      const [, name] = /^`([\w./]+)`:$/.exec(before) ?? [];
      return name === undefined ? [] : [[name, code]];
    }),
  );
