import { stripVTControlCharacters, styleText } from 'node:util';
import fc from 'fast-check';
import { outputColumns } from '../../cli/render/output-columns.ts';
import { width } from '../../cli/render/table.ts';
import { wrapped } from '../../cli/render/wrapped.ts';

const status = [
  '5 resources of lab truthlab are not as the definition says. A rebuild would fail.',
  '  Last run            repair failed 11 minutes ago, in 0.6 s (rebuild-20261126T144107-f07e)',
  '      Lifecycle rule daybreak-query-results was removed (days until deletion 7); kept',
  'Try a query:',
  '  npx daybreak query --local --lab truthlab "select * from truthlab_sor.tbl_brecommerce_orders limit 5"',
].join('\n');

describe('on a narrow terminal', () => {
  test('lines end between words, and go on below where their text began', () => {
    expect(wrapped(status, 60).split('\n')).toEqual([
      '5 resources of lab truthlab are not as the definition',
      '  says. A rebuild would fail.',
      '  Last run            repair failed 11 minutes ago, in 0.6 s',
      '                      (rebuild-20261126T144107-f07e)',
      '      Lifecycle rule daybreak-query-results was removed',
      '        (days until deletion 7); kept',
      'Try a query:',
      '  npx daybreak query --local --lab truthlab "select * from truthlab_sor.tbl_brecommerce_orders limit 5"',
    ]);
  });

  test.each([40, 60, 100])('nothing but commands and long words is wider than its %i columns', columns => {
    for (const line of wrapped(status, columns).split('\n'))
      if (!line.includes('npx ')) expect(width(line)).toBeLessThanOrEqual(columns);
  });

  test('a command in a text is not broken', () => {
    expect(wrapped('Nothing is built yet: `daybreak rebuild --local` builds it.', 40).split('\n')).toEqual([
      'Nothing is built yet:',
      '  `daybreak rebuild --local` builds it.',
    ]);
  });

  test('what stands beside a command goes below it, and the command stays whole', () => {
    const example =
      '  daybreak up --local --seed ./my-data       a folder of files, with or without a lab.json';
    expect(wrapped(example, 60).split('\n')).toEqual([
      '  daybreak up --local --seed ./my-data',
      '      a folder of files, with or without a lab.json',
    ]);
    expect(wrapped('  daybreak plan           says what a rebuild would do', 52).split('\n')).toEqual([
      '  daybreak plan           says what a rebuild would',
      `${' '.repeat(26)}do`,
    ]);
    const query = '  daybreak query "select 1     as one from a_very_long_table"';
    expect(wrapped(query, 40)).toBe(query);
    const settings = '  AWS_PROFILE=sandbox AWS_REGION=us-east-1 daybreak doctor';
    expect(wrapped(settings, 40)).toBe(settings);
  });

  test('an address is not broken, and does not leave an empty line', () => {
    const address = `s3://${'a'.repeat(60)}/mine.csv`;
    expect(wrapped(`      ${address}: kept, and read`, 40).split('\n')).toEqual([
      `      ${address}:`,
      '        kept, and read',
    ]);
  });

  test('colours go on over the end of a line, and end with it', () => {
    const stream = Object.assign(process.stderr, {});
    const red = styleText('red', 'these are several words in red', { stream, validateStream: false });
    const lines = wrapped(red, 12).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line).toContain('\u001b[31m');
      expect(line.endsWith('\u001b[39m')).toBe(true);
    }
  });

  test('no word is lost', () => {
    const words = fc.array(fc.stringMatching(/^[a-zé東:/.-]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 80 }), fc.nat(8), (list, columns, indent) => {
        const text = `${' '.repeat(indent)}${list.join(' ')}`;
        expect(stripVTControlCharacters(wrapped(text, columns)).split(/\s+/).filter(Boolean)).toEqual(list);
      }),
    );
  });
});

test('a terminal has columns, and a pipe and a file have as many as it takes', () => {
  const stream = (isTTY: boolean, columns: number) =>
    Object.assign(Object.create(process.stdout), { isTTY, columns });
  expect(outputColumns(stream(true, 60))).toBe(60);
  expect(outputColumns(stream(true, 0))).toBe(Number.POSITIVE_INFINITY);
  expect(outputColumns(stream(false, 60))).toBe(Number.POSITIVE_INFINITY);
});

test('for a file or a pipe, lines stay as they are', () => {
  expect(wrapped(status, Number.POSITIVE_INFINITY)).toBe(status);
});
