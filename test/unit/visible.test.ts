import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { forTerminal, styleFor } from '../../cli/render/style.ts';
import { visible, visibleInJson, visibleInLine } from '../../lab/visible.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { daybreak } from './command-in-process.ts';

const style = styleFor(Object.assign(new PassThrough(), { isTTY: true }));

/** What we may never send to a terminal: all control characters except newlines, tabs and our own colours. */
const acts =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this test is about them
  /(?!\u001b\[(?:1|2|22|31|32|33|39)m)[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const anything = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(
      '\u001b',
      '\u001b[31m',
      '\u001b]0;title\u0007',
      '\u009b',
      '\u202e',
      '\u2066',
      '\n',
      '\t',
      '\r',
    ),
  ),
});

describe('untrusted text on a terminal', () => {
  test.each([
    ['\\x1b[31mred', '\u001b[31mred'],
    ['\\x00\\x07\\x08\\x7f\\x9b', '\u0000\u0007\u0008\u007f\u009b'],
    ['done\\rfailed', 'done\rfailed'],
    ['\\u202egnp.exe\\u2066\\u200f\\u061c', '\u202egnp.exe\u2066\u200f\u061c'],
    ['two\\u2028lines\\u2029', 'two\u2028lines\u2029'],
    ['two\n\tlines', 'two\n\tlines'],
    ['são paulo 東京 👩‍👩‍👧 \ue000 \\x1b', 'são paulo 東京 👩‍👩‍👧 \ue000 \\x1b'],
  ])('is shown as %j', (shown, text) => {
    expect(visible(text)).toBe(shown);
    expect(forTerminal(text)).toBe(shown);
  });

  test('is on one line where only one fits', () => {
    expect(visibleInLine('a\n\tb\u001b')).toBe('a\\n\\tb\\x1b');
    expect(oneLine(' a\n\tb\u001b[0m ')).toBe('a b\\x1b[0m');
  });

  test('cannot add colours, inside ours or outside', () => {
    expect(forTerminal(`${style.green('ready \u001b[31m')} \u001b[1m`)).toBe(
      '\u001b[32mready \\x1b[31m\u001b[39m \\x1b[1m',
    );
  });

  test('cannot send any control characters except newlines, tabs and our colours', () => {
    fc.assert(
      fc.property(anything, anything, (painted, bare) => {
        expect(forTerminal(bare)).not.toMatch('\u001b');
        expect(forTerminal(`${bare}${style.red(painted)}${style.bold(bare)}`)).not.toMatch(acts);
        expect(oneLine(bare)).not.toMatch(/[\n\t]/);
        expect(visible(visible(bare))).toBe(visible(bare));
      }),
    );
  });

  test('without control characters is unchanged', () => {
    const harmless = anything.filter(text => !acts.test(text) && !text.includes('\u001b'));
    fc.assert(fc.property(harmless, text => expect(forTerminal(text)).toBe(text)));
  });
});

/** Everything that acts on a terminal, but line breaks and tabs. */
const actsAtAll = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

test('the document of --json sends none, and is the same document', () => {
  fc.assert(
    fc.property(fc.dictionary(anything, fc.oneof(anything, fc.array(anything))), document => {
      const shown = visibleInJson(JSON.stringify(document, undefined, 2));
      expect(shown).not.toMatch(actsAtAll);
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(document)));
    }),
  );
});

describe('the command, whatever a folder calls its things', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A name that the file system takes. */
  const fileName = anything
    .map(text => text.replaceAll(/[/\0]/g, '-').slice(0, 40))
    .filter(text => /[^.]/.test(text));

  test.each([[[]], [['--json']]])('sends none with %j', async options => {
    await fc.assert(
      fc.asyncProperty(
        anything,
        fileName,
        fc.constantFrom('key', 'title', 'table', 'sql', 'type'),
        async (text, file, where) => {
          const seed = await mkdtemp(join(folder, 'seed-'));
          await mkdir(join(seed, 't'));
          await writeFile(join(seed, 't', file), `id\n${text}\n`);
          const column = { name: where === 'table' ? text : 'id', type: where === 'type' ? text : 'int' };
          const definition = {
            title: where === 'title' ? text : 'A lab',
            version: '1.0.0',
            licence: 'CC0-1.0',
            source: 'made up',
            ...(where === 'key' ? { [text]: 1 } : {}),
            datasets: [{ table: 't', zone: 'sor', format: 'csv', header: true, columns: [column] }],
            smokeTests: [
              { name: 'one', sql: where === 'sql' ? text : 'select count(*) from ${sor}.t', expect: [['1']] },
            ],
          };
          await writeFile(join(seed, 'lab.json'), JSON.stringify(definition));
          for (const command of ['check', 'describe']) {
            const { stdout, stderr } = await daybreak([command, seed, ...options]);
            expect(`${stdout}${stderr}`).not.toBe('');
            expect(stdout).not.toMatch(actsAtAll);
            expect(stderr).not.toMatch(actsAtAll);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

test('what Node itself writes, a warning and an uncaught error, sends none', () => {
  const lastWords = new URL('../../cli/last-words.ts', import.meta.url);
  const program = `import { watchLastWords } from '${lastWords}';
    watchLastWords();
    process.emitWarning('old \\u001b[31m\\u009b');
    setTimeout(() => { throw new Error('bad \\u001b]0;x\\u0007\\u202e'); }, 10);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('old \\x1b[31m\\x9b');
  expect(stderr).toContain('bad \\x1b]0;x\\x07\\u202e');
  expect(stderr).not.toMatch(actsAtAll);
});

test('only one file writes to stdout and stderr, and only one passes text to listr2', () => {
  const cli = new URL('../../cli/', import.meta.url);
  // The launcher (daybreak.mjs) runs before any TypeScript can.
  const sources = readdirSync(cli, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  // Inspecting a stream and listening to it write nothing.
  const harmless =
    /process\.std(?:in|out|err)\.(?:isTTY|columns|on)\b|(?:styleFor|isTerminal)\(process\.std(?:out|err)\)/g;
  const writes =
    /std(?:out|err)\b.*write|process\.std(?:out|err)|\bconsole\.(?:log|info|warn|error|debug|dir|table)\b|'inherit'|listr2'/;
  const writers = sources.filter(name =>
    writes.test(readFileSync(new URL(name, cli), 'utf8').replaceAll(harmless, '')),
  );
  expect(writers.sort()).toEqual(['render/terminal.ts', 'render/write.ts']);
});
