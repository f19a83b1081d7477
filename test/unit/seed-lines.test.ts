import fc from 'fast-check';
import { FileProblems } from '../../cli/seed/file-problems.ts';
import { TextLines } from '../../cli/seed/text-lines.ts';

/** @throws the first thing that is wrong */
const linesOf = (content: Buffer, cuts: readonly number[]): readonly string[] => {
  const problems = new FileProblems('a.csv');
  const lines: string[] = [];
  const text = new TextLines(problems, (line, number) => {
    lines.push(line);
    expect(number).toBe(lines.length);
  });
  const ends = [...cuts.map(cut => cut % (content.length + 1)), content.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    text.take(content.subarray(start, end));
    start = end;
  }
  expect(text.end()).toBe(content.length === 0 ? 0 : lines.length);
  const [first] = problems.errors();
  if (first !== undefined) throw first;
  return lines;
};

const line = fc.string({ minLength: 1, unit: 'grapheme' }).filter(value => !/[\r\n\uFEFF]/.test(value));

describe('lines of a file', () => {
  test('are the same wherever chunks end, with any line endings, with or without a final one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 6 }),
        (lines, last, marked, cuts) => {
          const text = lines.map(each => each.join('')).join('');
          const whole = (marked ? '\uFEFF' : '') + (last ? text : text.replace(/\r?\n$/, ''));
          expect(linesOf(Buffer.from(whole), cuts)).toEqual(lines.map(([each]) => each));
        },
      ),
    );
  });

  test('that are not UTF-8 are found, wherever chunks end', () => {
    const content = Buffer.concat([
      Buffer.from('é\né\n'),
      Buffer.from([0x73, 0xe3, 0x6f]),
      Buffer.from('\né\n'),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), cuts => {
        expect(() => linesOf(content, cuts)).toThrow('a.csv, line 3: this is not UTF-8');
      }),
    );
  });

  test('of more than 32 MB are refused before they fill the memory, and where they end', () => {
    const chunk = Buffer.alloc(1_000_000, 'a');
    const take = (chunks: number, last: string) => {
      const text = new TextLines(new FileProblems('a.csv'), () => {});
      text.take(Buffer.from('a\n'));
      for (let i = 0; i < chunks; i += 1) text.take(chunk);
      text.take(Buffer.from(last));
      text.end();
    };
    expect(() => take(32, '\nb\n')).not.toThrow();
    expect(() => take(40, '')).toThrow('a.csv, line 2: this line is longer than 32 MB');
    expect(() => take(32, 'a\nb\n')).toThrow('a.csv, line 2: this line is longer than 32 MB');
  });
});
