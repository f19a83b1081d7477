import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { oneLine } from '../../cli/render/one-line.ts';
import { forTerminal, styleFor } from '../../cli/render/style.ts';
import { visible, visibleInLine } from '../../lab/visible.ts';

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

test('only one file writes to stdout and stderr, and only one passes text to listr2', () => {
  const cli = new URL('../../cli/', import.meta.url);
  // The launcher (daybreak.mjs) runs before any TypeScript can.
  const sources = readdirSync(cli, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  // Inspecting a stream and listening to it write nothing.
  const harmless =
    /process\.std(?:in|out|err)\.(?:isTTY|on)\b|(?:styleFor|isTerminal)\(process\.std(?:out|err)\)/g;
  const writes =
    /std(?:out|err)\b.*write|process\.std(?:out|err)|\bconsole\.(?:log|info|warn|error|debug|dir|table)\b|'inherit'|listr2'/;
  const writers = sources.filter(name =>
    writes.test(readFileSync(new URL(name, cli), 'utf8').replaceAll(harmless, '')),
  );
  expect(writers.sort()).toEqual(['render/terminal.ts', 'render/write.ts']);
});
