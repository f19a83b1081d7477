import fc from 'fast-check';
import { valueTest } from '../../cli/seed/column-values.ts';
import { catalogType, foreignTypes } from '../../cli/seed/type-advice.ts';
import { valueAdvice } from '../../cli/seed/value-advice.ts';
import { isColumnType } from '../../lab/column-type.ts';

describe('what to do about a value that does not fit', () => {
  test.each([
    ['double', 'NA', /^If it stands for no value, set "nulls": \["NA"\] in the dataset; otherwise make/],
    ['int', '\\N', /^If it stands for no value/],
    ['int', '2.0', /^Make the column double, or use whole numbers/],
    ['int', '2147483648', /^Make the column bigint/],
    ['decimal(5,2)', '1.234', /^Make the column decimal\(6,3\)/],
    ['decimal(5,2)', '12345', /^Make the column decimal\(7,2\)/],
    ['date', '2026-01-31 00:00:00', /^Make the column timestamp if all its values are like this/],
    ['timestamp', '2026-01-31', /^Make the column date if all/],
    [
      'date',
      '01/02/2020',
      /^Add to the dataset or the column "dateFormat": "%d\/%m\/%Y" if the day comes first, "dateFormat": "%m\/%d\/%Y" if the month does; or make the column a string$/,
    ],
    ['date', '31/01/2020', /^Add "dateFormat": "%d\/%m\/%Y" to the dataset or the column; or make/],
    ['date', '1.31.2020', /^Add "dateFormat": "%m.%d.%Y" to/],
    ['date', '20200131', /^Add "dateFormat": "%Y%m%d" to/],
    ['timestamp', '2020/1/31 10:00', /^Use times such as/],
    ['timestamp', '8/29/2013 14:13', /^Add "dateFormat": "%m\/%d\/%Y %H:%M" to/],
    ['timestamp', '2020/01/31 10:00:00', /^Add "dateFormat": "%Y\/%m\/%d %H:%M:%S" to/],
    ['date', '99/99/2020', /^Use dates such as 2026-01-31, leave it empty, or make the column a string$/],
    ['double', '12,50', /^Add "decimal": "," to the dataset; or make the column a string$/],
    ['double', '1.234,50', /^Add "decimal": "," and "thousands": "." to the dataset/],
    [
      'double',
      '1,234',
      /^Add "decimal": "," to the dataset if the comma .*, "thousands": "," if it separates/,
    ],
    ['int', '1,234', /^Add "thousands": "," to the dataset/],
    ['int', '12 345', /^Add "thousands": " " to the dataset/],
    ['int', ' 7', /^Leave out the spaces/],
    ['boolean', 'yes', /query x = 'yes'$/],
    ['boolean', '1', /^Make the column int if all/],
    ['int', 'seven', /^Use whole numbers that fit into int, leave it empty, or make the column a string$/],
  ])('%s: %s', (type, value, advice) => {
    expect(valueAdvice('x', type, value)).toMatch(advice);
  });

  test('puts a name that begins with a digit in quotes', () => {
    expect(valueAdvice('2015', 'boolean', 'yes')).toContain(`query "2015" = 'yes'`);
  });

  test('goes on from what lab.json already says', () => {
    expect(valueAdvice('x', 'int', '-', { nulls: ['NA'] })).toContain('set "nulls": ["NA","-"]');
    expect(valueAdvice('x', 'date', '01/02/2020', { dateFormat: '%d.%m.%Y' })).toMatch(
      /^"dateFormat" is "%d.%m.%Y": correct that or the value/,
    );
    expect(valueAdvice('x', 'double', '1,5,0', { decimal: ',' })).toMatch(/^Use numbers/);
  });

  test('never advises a type that would not take the value', () => {
    const types = fc.constantFrom(
      'tinyint',
      'int',
      'bigint',
      'double',
      'decimal(5,2)',
      'decimal(38,10)',
      'date',
      'timestamp',
      'boolean',
    );
    const values = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.bigInt().map(String),
      fc.double().map(String),
      fc.double().map(number => number.toFixed(12)),
      fc.stringMatching(/^[0-9+\-./: eT]{1,20}$/),
    );
    fc.assert(
      fc.property(types, values, (type, value) => {
        fc.pre(valueTest(type)?.(value) === false);
        const [, advised] =
          /^Make the column (\S+?)(?:,| if all its values are like this,) or/.exec(
            valueAdvice('x', type, value),
          ) ?? [];
        if (advised === undefined) return;
        expect(isColumnType(advised)).toBe(true);
        expect(valueTest(advised)?.(value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a type as another system writes it', () => {
  test.each([
    ['varchar', 'string'],
    ['varchar(10)', 'string'],
    ['VARCHAR2(255)', 'string'],
    ['character varying(20)', 'string'],
    ['text', 'string'],
    ['object', 'string'],
    ['integer', 'int'],
    ['INT', 'int'],
    ['int(11)', 'int'],
    ['int64', 'bigint'],
    ['numeric(10,2)', 'decimal(10,2)'],
    ['DECIMAL(10, 2)', 'decimal(10,2)'],
    ['number(9)', 'decimal(9,0)'],
    ['double precision', 'double'],
    ['float64', 'double'],
    ['real', 'float'],
    ['datetime', 'timestamp'],
    ['datetime64[ns]', 'timestamp'],
    ['timestamptz', 'timestamp'],
    ['timestamp with time zone', 'timestamp'],
    ['timestamp(3) without time zone', 'timestamp'],
    ['bool', 'boolean'],
    ['bytea', 'binary'],
    ['array(varchar)', 'array<string>'],
    ['integer[]', 'array<int>'],
    ['Array< String >', 'array<string>'],
    ['row(a integer, b varchar(3))', 'struct<a:int,b:string>'],
    ['struct<userId:string,home: struct<Town:text>>', 'struct<userid:string,home:struct<town:string>>'],
    ['map<varchar,integer>', 'map<string,int>'],
    ['numeric', undefined],
    ['decimal(99,2)', undefined],
    ['geometry', undefined],
    ['struct<a>', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%s is %s', (written, type) => {
    expect(catalogType(written)).toBe(type);
  });

  test('is a type of the catalog, or nothing', () => {
    const parts = fc.constantFrom(
      'varchar',
      'int',
      '(',
      ')',
      '<',
      '>',
      ',',
      ':',
      'array',
      'row',
      ' ',
      'a',
      '[]',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map(each => each.join('')),
        ),
        text => {
          const type = catalogType(text);
          return type === undefined || isColumnType(type);
        },
      ),
    );
  });

  const lab = (...types: string[]) => ({
    datasets: [{ columns: types.map(type => ({ name: 'x', type })) }],
    tables: [{ partitionKeys: [{ name: 'y', type: 'text' }] }],
  });
  const text = [['tables', 0, 'partitionKeys', 0, 'type'], "'text' is not a column type: use string"];

  test.each([
    ['integer', "'integer' is not a column type: use int"],
    ['BIGINT', "'BIGINT' is not a column type: write it in lower-case letters: bigint"],
    ['numeric', "'numeric' is not a column type: give its digits, and those after the point: decimal(10,2)"],
  ])('%s is named with what it is called in the catalog', (type, message) => {
    expect(foreignTypes(lab('string', type, 'no type at all'))).toEqual([
      [['datasets', 0, 'columns', 1, 'type'], message],
      text,
    ]);
  });

  test.each([[], null, 7, { datasets: 1 }, { datasets: [{ columns: [{ type: 7 }, 'x'] }] }])(
    'all else is left to the definition: %j',
    value => {
      expect(foreignTypes(value)).toEqual([]);
    },
  );
});
