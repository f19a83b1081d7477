import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import * as z from 'zod/mini';
import { makeProgram } from '../../cli/program.ts';
import { commandsOf, leftOut } from '../documents/commands.ts';
import { blocksOf, documents, proseOf, root } from '../documents/markdown.ts';
import { problemsIn } from '../documents/rules.ts';

/** The words of a command as a shell has them, up to a comment, a pipe or an end; quotes and placeholders are words. */
const wordsOf = (command: string): readonly string[] => {
  const words = [...command.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|<[^>]*>(?:\S*)|[^\s"']+/g)].map(
    ([word]) => word,
  );
  const end = words.findIndex(word => /^(#|\||&&|;|>|\))/.test(word) || word === '…');
  return (end === -1 ? words : words.slice(0, end)).map(word => word.replaceAll(/^["']|["')]+$/g, ''));
};

/** Every `npx daybreak …` of a line, without the program's name. */
const calledIn = (line: string): readonly (readonly string[])[] =>
  [...line.matchAll(/\bnpx daybreak\b/g)].map(({ 0: name, index }) =>
    wordsOf(line.slice(index + name.length)),
  );

/** Those in the blocks of a document. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  blocksOf(text)
    .flatMap(commandsOf)
    .flatMap(({ line }) => calledIn(line));

/** Those that a document names in its sentences: `npx daybreak …` or `daybreak …`. */
const namedIn = (text: string): readonly (readonly string[])[] =>
  [...proseOf(text).matchAll(/`(?:npx )?daybreak ([a-z][^`]*)`/g)].map(([, words = '']) =>
    wordsOf(words.replaceAll(/\s+/g, ' ')),
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

const texts = async (): Promise<readonly (readonly [document: string, text: string])[]> =>
  Promise.all(
    (await documents()).map(async name => [name, await readFile(join(root, name), 'utf8')] as const),
  );

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
  for (const [document, text] of await texts()) {
    const blocks = commandsIn(text).map(words => ({ words, isWhole: true }));
    const named = namedIn(text).map(words => ({ words, isWhole: false }));
    for (const { words, isWhole } of [...blocks, ...named]) {
      const shown = `${document}: daybreak ${words.join(' ')}`;
      found.push(shown);
      const problem = await wrongWith(words);
      // A sentence may name a command without all that it takes.
      if (problem !== undefined && (isWhole || !/missing required|missing .* argument/.test(problem)))
        wrong.push(`${shown}: ${problem}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(found.length).toBeGreaterThan(100);
});

describe('a block of commands', () => {
  const problems = (text: string) => problemsIn(blocksOf(text)).map(each => each.replace(/^\d+: /, ''));
  const block = (code: string, before = '', language = 'sh') =>
    `${before}\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;

  test.each([
    ['is run', block('npx daybreak status --local')],
    ['works on files', block('npx daybreak check my-lab # what is wrong')],
    ['needs an account, and says so', block('npx daybreak up', 'In an account (_needs an AWS\naccount_):')],
    ['has a client that is led to this machine', block('eval "$(npx daybreak env --local)"\naws s3 ls')],
    ['shows an answer', block('$ npx daybreak status --local\n…', '', 'console')],
  ])('%s', (_what, text) => {
    expect(problems(text)).toEqual([]);
  });

  test.each([
    ['works on an account', block('npx daybreak up')],
    ['is of a client', block('aws s3 ls')],
    ['has a placeholder', block('npx daybreak query --local <sql>')],
    ['is not on the PATH', block('daybreak status --local')],
    ['has another program', block('terraform apply')],
    ['says what is not needed', block('npx daybreak status --local', '_Needs an AWS account:_')],
    ['says it in other words', block('npx daybreak up', '_Needs AWS:_')],
    ['is hidden in text', block('$ npx daybreak up', '', 'text')],
    ['has no language', block('npx daybreak up', '', '')],
    ['is empty', block('')],
  ])('that %s is refused', (_what, text) => {
    expect(problems(text)).toHaveLength(1);
  });

  test('of every document is run by a test, or says what it needs', async () => {
    const wrong = (await texts()).flatMap(([document, text]) =>
      problemsIn(blocksOf(text)).map(problem => `${document}:${problem}`),
    );
    expect(wrong).toEqual([]);
  });

  test('that is left out is one that a document has', async () => {
    const shown = (await texts()).flatMap(([, text]) => blocksOf(text).flatMap(commandsOf));
    const lines = new Set(shown.map(({ line }) => line.replace(/\s+#.*$/, '')));
    expect(Object.keys(leftOut).filter(command => !lines.has(command))).toEqual([]);
  });
});

test('every npm script in every document exists', async () => {
  const { scripts } = z.parse(
    z.object({ scripts: z.record(z.string(), z.string()) }),
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const named = await Promise.all(
    (await texts()).map(async ([document, text]) =>
      [...text.matchAll(/\bnpm run ([a-z][a-z:]*[a-z])/g)].map(([, script = '']) => `${document}: ${script}`),
    ),
  );
  expect(named.flat().filter(each => scripts[each.split(': ')[1] ?? ''] === undefined)).toEqual([]);
});
