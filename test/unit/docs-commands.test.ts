import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import * as z from 'zod/mini';
import { makeProgram } from '../../cli/program.ts';

const root = join(import.meta.dirname, '../..');

const documents = async (): Promise<readonly string[]> => [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(join(root, 'docs'), { recursive: true }))
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
];

/** Lines of shell that a document shows, with those that a backslash continues in one. */
const shellLines = (text: string): readonly string[] => {
  const lines: string[] = [];
  let language: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence] = /^\s*```(\w*)/.exec(line) ?? [];
    if (fence !== undefined) language = language === undefined ? fence : undefined;
    else if (language === 'sh' || language === '') {
      const before = lines.at(-1);
      if (before?.endsWith('\\') === true) lines.splice(-1, 1, `${before.slice(0, -1)} ${line.trim()}`);
      else lines.push(line.trim());
    }
  }
  return lines;
};

/** The words of a command as a shell has them, up to a comment, a pipe or an end; quotes and placeholders are words. */
const wordsOf = (command: string): readonly string[] => {
  const words = [...command.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|<[^>]*>(?:\S*)|[^\s"']+/g)].map(
    ([word]) => word,
  );
  const end = words.findIndex(word => /^(#|\||&&|;|>|\))/.test(word) || word === '…');
  return (end === -1 ? words : words.slice(0, end)).map(word => word.replaceAll(/^["']|["')]+$/g, ''));
};

/** Every `daybreak …` that a document shows, without the program's name. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  shellLines(text).flatMap(line =>
    [...line.matchAll(/\bnpx daybreak\b|^(?:\$ )?daybreak\b/g)].map(({ 0: name, index }) =>
      wordsOf(line.slice(index + name.length)),
    ),
  );

/** What is wrong with a command line; undefined if its commands, options and arguments exist. */
const wrongWith = async (words: readonly string[]): Promise<string | undefined> => {
  const program = makeProgram(async () => {});
  for (const command of [program, ...program.commands, ...program.commands.flatMap(each => each.commands)])
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error.message;
  }
};

test('a command of a document is found, and a wrong one is told', async () => {
  expect(
    commandsIn('```sh\neval "$(npx daybreak env --local)"   # x\nnpx daybreak query "a  b" | cat\n```'),
  ).toEqual([
    ['env', '--local'],
    ['query', 'a  b'],
  ]);
  expect(await wrongWith(['plan', '--lcoal'])).toMatch(/unknown option '--lcoal'/);
  expect(await wrongWith(['pln'])).toMatch(/unknown command 'pln'/);
  expect(await wrongWith(['query'])).toMatch(/missing required argument/);
});

test('every daybreak command in every document is one that the command line takes', async () => {
  const found: string[] = [];
  const wrong: string[] = [];
  for (const document of await documents())
    for (const words of commandsIn(await readFile(join(root, document), 'utf8'))) {
      const shown = `${document}: daybreak ${words.join(' ')}`;
      found.push(shown);
      const problem = await wrongWith(words);
      if (problem !== undefined) wrong.push(`${shown}: ${problem}`);
    }
  expect(wrong).toEqual([]);
  expect(found.length).toBeGreaterThan(30);
});

test('every npm script in every document exists', async () => {
  const { scripts } = z.parse(
    z.object({ scripts: z.record(z.string(), z.string()) }),
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const named = await Promise.all(
    (await documents()).map(async document =>
      [...(await readFile(join(root, document), 'utf8')).matchAll(/\bnpm run ([a-z][a-z:]*[a-z])/g)].map(
        ([, script = '']) => `${document}: ${script}`,
      ),
    ),
  );
  expect(named.flat().filter(each => scripts[each.split(': ')[1] ?? ''] === undefined)).toEqual([]);
});
