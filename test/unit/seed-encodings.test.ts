import fc from 'fast-check';
import { FileProblems } from '../../cli/seed/file-problems.ts';
import { TextLines } from '../../cli/seed/text-lines.ts';

type Encode = (text: string) => Buffer;

const utf16be: Encode = text => Buffer.from(text, 'utf16le').swap16();
const utf32 =
  (littleEndian: boolean): Encode =>
  text =>
    Buffer.concat(
      [...text].map(character => {
        const code = Buffer.alloc(4);
        const point = character.codePointAt(0) ?? 0;
        if (littleEndian) code.writeUInt32LE(point);
        else code.writeUInt32BE(point);
        return code;
      }),
    );
const wide: Readonly<Record<string, Encode>> = {
  'UTF-16LE': text => Buffer.from(text, 'utf16le'),
  'UTF-16BE': utf16be,
  'UTF-32LE': utf32(true),
  'UTF-32BE': utf32(false),
};

/** The first thing that is wrong with a file, if anything. */
const problemOf = (content: Buffer, cuts: readonly number[] = []): string => {
  const problems = new FileProblems('a.csv');
  const first = () => problems.errors()[0]?.message;
  const text = new TextLines(problems, () => {});
  const ends = [...cuts.map(cut => cut % (content.length + 1)), content.length].sort((a, b) => a - b);
  let start = 0;
  try {
    for (const end of ends) {
      text.take(content.subarray(start, end));
      start = end;
    }
    text.end();
    return first() ?? '';
  } catch (error) {
    return first() ?? (error instanceof Error ? error.message : String(error));
  }
};

const scripts = [
  'abc xyz é ß ñ',
  'São Paulo, Açaí',
  'Привет мир',
  'Ελλάδα',
  '北京 一二三',
  'こんにちは',
  '서울',
  'नमस्ते दुनिया',
  'ਪੰਜਾਬੀ',
  'العربية',
  '😀 ok',
];
const word = fc.oneof(
  fc.constantFrom(...scripts.flatMap(text => text.split(' '))),
  fc.nat().map(String),
  fc.constant(''),
);
const rows = fc
  .array(fc.array(word, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map(lines => ['id,name,city', ...lines.map(line => line.join(','))].join('\n'));
const endings = fc.constantFrom('\n', '\r\n', '');
const cuts = fc.array(fc.nat(), { maxLength: 4 });

const advice = (name: string, forIconv: string): string =>
  name.startsWith('UTF-16')
    ? `Set "encoding": "${name.toLowerCase()}"`
    : `Convert it: iconv -f ${forIconv} -t UTF-8 old > new`;

describe('a file in another encoding', () => {
  test('with a byte order mark is named for what it is, wherever chunks end', () => {
    fc.assert(
      fc.property(rows, endings, fc.constantFrom(...Object.keys(wide)), cuts, (text, ending, name, at) => {
        const content = wide[name]?.(`\uFEFF${text}${ending}`) ?? Buffer.alloc(0);
        const family = name.slice(0, 6);
        expect(problemOf(content, at)).toBe(
          `a.csv: this is ${family}, and Athena reads it as UTF-8. ${advice(name, family)}`,
        );
      }),
    );
  });

  test('without a mark is named for what it is, too', () => {
    fc.assert(
      fc.property(rows, endings, fc.constantFrom(...Object.keys(wide)), cuts, (text, ending, name, at) => {
        const content = wide[name]?.(text + ending) ?? Buffer.alloc(0);
        expect(problemOf(content, at)).toContain(
          `this is ${name} without a byte order mark, and Athena reads it as UTF-8. ${advice(name, name)}`,
        );
      }),
      // Devanagari is U+09xx: the half of each letter is a tab.
      { examples: [['id,name,city\nदुनिया,दुनिया,दुनिया', '\n', 'UTF-16LE', []]] },
    );
  });

  test('is refused and never called another, whatever its characters', () => {
    const strange = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(strange, fc.constantFrom(...Object.keys(wide)), (text, name) => {
        const problem = problemOf(wide[name]?.(`${text}\n1,a\n`) ?? Buffer.alloc(0));
        expect(problem).not.toBe('');
        const [, named] = /this is (UTF-\d\d[LB]E) /.exec(problem) ?? [];
        if (named !== undefined) expect(named).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  test('UTF-8 with a NUL here and there is not called UTF-16', () => {
    // The only line break that UTF-16 would have here is one.
    expect(problemOf(Buffer.from('id,name,city\n\x0011,,1000020000\n'))).toMatch(
      /line 2: character 1 .* is NUL/,
    );
    // Here every line break has a NUL beside it, as in UTF-16.
    expect(problemOf(Buffer.from('id,name,city\0\n110000000,,\0\n0,,\0\n'))).toMatch(
      /line 1: character 13 .* is NUL/,
    );
    fc.assert(
      fc.property(rows, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (text, places) => {
        const characters = [...text];
        for (const place of places) characters.splice(place % (characters.length + 1), 0, '\0');
        const problem = problemOf(Buffer.from(`${characters.join('')}\n`));
        expect(problem).toMatch(/^a\.csv, line \d+: character \d+ of this line is NUL \(0x00\)/);
      }),
    );
  });

  test('of one byte a character is shown as windows-1252 has it, for a person to judge', () => {
    const content = Buffer.from('id,name,price\n1,Ana,1.5\n2,José,2.5\n', 'latin1');
    expect(problemOf(content)).toBe(
      'a.csv, line 3: this is not UTF-8: byte 6 of the line is 0xE9. In windows-1252 it reads \'2,José,2.5\': if that is right, set "encoding": "windows-1252", otherwise save it as UTF-8 where it comes from',
    );
    const text = fc.stringMatching(/^[a-z ,\u00a1-\u00ff\u20ac\u0160]{1,19}$/);
    fc.assert(
      fc.property(text, line => {
        const bytes = Buffer.from(line.replaceAll('€', '\x80').replaceAll('Š', '\x8a'), 'latin1');
        const [, shown] = /In windows-1252 it reads '(.+)': if/.exec(problemOf(bytes)) ?? [];
        if (shown !== undefined) expect(line).toContain(shown);
      }),
    );
  });

  test('in a part of the file is not to be converted as a whole', () => {
    for (const [first, last] of [
      ['é', 'a'],
      ['a', 'é'],
    ]) {
      const content = Buffer.concat([
        Buffer.from(`1,${first}\n`),
        Buffer.from('2,são\n', 'latin1'),
        Buffer.from(`3,${last}\n`),
      ]);
      expect(problemOf(content)).toMatch(
        /line 2: this is not UTF-8: byte 4 of the line is 0xE3, although other lines .* Correct this line$/,
      );
    }
  });

  test('that windows-1252 does not have is not called that', () => {
    expect(problemOf(Buffer.from([0x61, 0x81, 0x41]))).toBe(
      'a.csv, line 1: this is not UTF-8: byte 2 of the line is 0x81. Save the file as UTF-8',
    );
  });

  test('is named if it is no text at all', () => {
    const named = (bytes: number[]) => problemOf(Buffer.from([...bytes, 0x00, 0xff, 0x00, 0x0a]));
    expect(named([0x1f, 0x8b, 0x08])).toBe(
      'a.csv: this is compressed with gzip, not text. Unpack it: gunzip',
    );
    expect(named([0x50, 0x4b, 0x03, 0x04])).toMatch(/this is a zip file, or an Excel workbook/);
    expect(named([0x50, 0x41, 0x52, 0x31])).toMatch(/this is a Parquet file.*"format": "parquet"/);
    expect(problemOf(Buffer.from('PAR1,BZh\n'))).toBe('');
    expect(problemOf(Buffer.from('BZh,são\n', 'latin1'))).toMatch(/In windows-1252 it reads 'BZh,são'/);
  });

  test('that only looks like one is UTF-8 with its mark', () => {
    expect(problemOf(Buffer.from('\uFEFFid,é\n'))).toBe('');
    expect(problemOf(Buffer.from('id,é\n\uFEFFid,é\n'))).toMatch(
      /line 2: this line begins with a byte order mark \(U\+FEFF\), as where two files were joined/,
    );
  });
});
