import fc from 'fast-check';
import { deskOf } from '../../cli/page/desk.ts';
import type { Report } from '../../lab/report.ts';
import { visible } from '../../lab/visible.ts';
import { html } from '../../page/html.ts';
import type { PageModel } from '../../page/model.ts';
import { contentPolicy, pageOf } from '../../page/page.ts';
import { script } from '../../page/script.ts';
import { style } from '../../page/style.ts';
import { elementsOf } from '../html-elements.ts';
import { pageModel, pageReport, reportOfTables } from '../page-fixture.ts';
import { outcome } from './outcome.ts';

const textOf = (markup: string): string =>
  elementsOf(markup)
    .find(({ tag }) => tag === 'body')
    ?.text.replaceAll(/\s+/g, ' ') ?? '';

const headOf = (markup: string): string =>
  elementsOf(markup)
    .find(({ tag }) => tag === 'h1')
    ?.text.trim() ?? '';

/** A page that says a text wherever a seed, AWS or a person can put one. */
const saying = (text: string): PageModel => {
  const change = { property: text, from: text, to: `${text}.` };
  const report: Partial<Report> = {
    definition: { title: text, version: text, seed: text, synthetic: true },
    result: 'failed',
    failures: [
      { step: text, error: text, cause: text },
      { step: text, error: text, cause: text },
    ],
    outcomes: [
      outcome(`bucket/${text}`, 'refused', { notes: [text], adoptable: true }),
      outcome(`table/daybreak_sor.${text}`, 'updated', { changes: [change], displaced: [text] }),
      outcome(`table/daybreak_sot.${text}`, 'kept', { kept: [change] }),
      outcome(`dataset/sor.${text}`, 'kept', { kept: [change], extra: { files: 2, named: [text] } }),
      outcome(`job/${text}`, 'created'),
      outcome(`named-query/daybreak.${text}`, 'created'),
    ],
    proofs: (['rows', 'job', 'answer'] as const).flatMap(kind =>
      [undefined, text].map(error => ({
        kind,
        table: `sor.${text}`,
        name: text,
        passed: false,
        expected: [[text, null]],
        actual: [[text]],
        ...(error === undefined ? {} : { error }),
        provenAt: text,
        note: text,
      })),
    ),
    jobRuns: [{ job: text, notes: [text] }],
    orphaned: [text],
    notes: [text],
    steps: [{ step: text, startedAt: text, seconds: 1 }],
  };
  const answer = { columns: [{ name: text, type: text }], rows: [[text], [null]], total: 5 };
  return pageModel(pageReport(report), {
    headline: { tone: 'bad', sentence: text, more: [text] },
    runs: [
      {
        name: text,
        startedAt: new Date(0),
        seconds: 1,
        action: text,
        trigger: text,
        tone: 'bad',
        ended: text,
        words: text,
      },
    ],
    catalog: [
      {
        key: `sor.${text}`,
        description: text,
        columns: [{ name: text, type: text, comment: text, isPartitionKey: true }],
        firstRows: answer,
      },
    ],
    queries: [{ name: text, description: text, sql: text }],
    desk: deskOf(text, { sql: text, answer, problem: text }),
  });
};

/** What any page may consist of. */
const shapeOf = (markup: string) =>
  elementsOf(markup).map(({ tag, attributes }) => `${tag} ${Object.keys(attributes).sort().join(' ')}`);

describe('data is text, never markup', () => {
  const known = new Set([...shapeOf(pageOf(saying('x'))), ...shapeOf(pageOf(saying('1')))]);

  test.each([
    '<script>alert(1)</script>',
    '</style><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onfocus='alert(1)",
    '&lt;b&gt; &amp;amp;',
    '<!--',
    ']]>',
    '</textarea></pre></title>',
    '${alert(1)} {{7*7}}',
    'שלום \u202e‮ עולם',
    '🦆 é \u0000 \u001b[31m',
  ])('%j is shown as it is', text => {
    const markup = pageOf(saying(text));
    expect(shapeOf(markup).filter(shape => !known.has(shape))).toEqual([]);
    const shown = visible(text).replaceAll(/\s+/g, ' ');
    expect(textOf(markup).split(shown).length).toBeGreaterThan(40);
    expect(elementsOf(markup).find(({ tag }) => tag === 'title')?.text).toBe(visible(text));
  });

  test('whatever the text, in whatever place', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '/',
      '!--',
      '-->',
      'script',
      '=',
      '`',
      '\n',
      ']]>',
    );
    const nasty = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 12 });
    fc.assert(
      fc.property(nasty, parts => {
        const markup = pageOf(saying(parts.join('')));
        const elements = elementsOf(markup);
        expect(shapeOf(markup).filter(shape => !known.has(shape))).toEqual([]);
        expect(elements.filter(({ tag }) => tag === 'script').map(({ text }) => text)).toEqual([script]);
        expect(elements.filter(({ tag }) => tag === 'style').map(({ text }) => text)).toEqual([style]);
        for (const { attributes } of elements) {
          expect(Object.keys(attributes).filter(name => name.startsWith('on'))).toEqual([]);
          if (attributes.href !== undefined)
            expect(attributes.href).toMatch(/^(#|https:\/\/us-east-1\.console\.aws\.amazon\.com\/)/);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('an attribute keeps its quotes', () => {
    const [link] = elementsOf(`${html`<a title="${`"><b onclick='x'>`}">.</a>`}`).filter(
      ({ tag }) => tag === 'a',
    );
    expect(link?.attributes).toEqual({ title: `"><b onclick='x'>` });
  });
});

test('a page allows nothing but its own style, script and form', () => {
  const [policy] = elementsOf(pageOf(pageModel())).filter(
    ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy',
  );
  expect(policy?.attributes.content).toBe(contentPolicy);
  expect(contentPolicy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'$/,
  );
});

test('a page needs no address but those of its links', () => {
  for (const { tag, attributes } of elementsOf(pageOf(saying('https://example.com/x.js')))) {
    expect(Object.keys(attributes)).not.toContain('src');
    expect(Object.keys(attributes)).not.toContain('style');
    if (tag !== 'a') expect(Object.keys(attributes)).not.toContain('href');
  }
});

describe('how the lab is, in a sentence', () => {
  test('ready', () => {
    const page = pageOf(pageModel());
    expect(headOf(page)).toBe('✔ Lab daybreak is ready.');
    expect(textOf(page)).toContain('All 3 proofs passed.');
    expect(textOf(page)).toContain('3 tables, 99,965 rows, 4.6 MB');
    expect(textOf(page)).toContain('at most $0.38 a day');
  });

  test('failed in Plan: the first cause, and no picture of what nobody has looked at', () => {
    const report = pageReport({
      result: 'failed',
      definition: undefined,
      outcomes: [],
      proofs: [],
      steps: [],
      failures: [{ step: 'Plan', error: 'InvalidInput', cause: "the input, at 'reapir': is not a key" }],
    });
    const page = pageOf(pageModel(report));
    expect(headOf(page)).toBe('✖ Lab daybreak is not complete.');
    expect(textOf(page)).toContain(
      "First cause, and what to do Plan (InvalidInput) the input, at 'reapir': is not a key",
    );
    expect(textOf(page)).toContain('Nothing was proven in this run.');
    expect(elementsOf(page).filter(({ tag }) => tag === 'figure')).toEqual([]);
  });

  test('refused: how to take it over', () => {
    const report = pageReport({
      outcomes: [outcome('table/daybreak_sor.books', 'refused', { adoptable: true, notes: ['has no mark'] })],
    });
    expect(textOf(pageOf(pageModel(report)))).toContain(
      'To take over what is refused:npx daybreak rebuild --adopt table/daybreak_sor.books',
    );
  });

  test('never built', () => {
    const page = pageOf({ ...pageModel(), report: undefined });
    expect(headOf(page)).toBe('○ Lab daybreak has not been built yet.');
    expect(textOf(page)).toContain('npx daybreak rebuild');
  });

  test('a later run that wrote no report comes first', () => {
    const page = pageOf(
      pageModel(pageReport(), {
        headline: { tone: 'bad', sentence: 'The latest run was aborted.', more: [] },
      }),
    );
    expect(headOf(page)).toBe('✖ The latest run was aborted.');
  });
});

describe('the picture', () => {
  const drawing = (page: string): readonly string[] =>
    elementsOf(page)
      .filter(({ tag, attributes }) => tag === 'svg' && attributes.class === 'landscape')
      .map(({ text }) => text.replaceAll(/\s+/g, ' '));

  test('shows what feeds what, also in words', () => {
    const page = pageOf(pageModel());
    const [shown = ''] = drawing(page);
    for (const words of [
      'Seed',
      's3://seeds/library/',
      'Raw',
      '2 tables',
      '99,965 rows',
      'Glue job',
      'daybreak-loans',
    ])
      expect(shown).toContain(words);
    expect(textOf(page)).toContain('The seed, s3://seeds/library/, feeds the raw bucket.');
    expect(textOf(page)).toContain(
      "The Glue job daybreak-loans reads the lab's data and writes to the trusted bucket.",
    );
  });

  test('of a lab of 300 tables counts them, and names a few', () => {
    const page = pageOf(pageModel(reportOfTables(300)));
    const [shown = ''] = drawing(page);
    expect(shown).toContain('100 tables');
    expect(shown).toContain('and 98 more');
    expect(shown.match(/tbl_\d+/g)?.length).toBeLessThan(20);
    expect(elementsOf(page).filter(({ attributes }) => attributes.id?.startsWith('table-'))).toHaveLength(
      300,
    );
  });

  test('of a lab without tables says so', () => {
    const page = pageOf(pageModel(reportOfTables(0)));
    expect(drawing(page)[0]).toContain('no tables');
    expect(textOf(page)).toContain('The last run did not create or find any tables.');
  });
});

test('a table has its columns, comments, types, rows, bytes and first rows', () => {
  const page = pageOf(
    pageModel(pageReport(), {
      runs: [],
      queries: [],
      catalog: [
        {
          key: 'sor.books',
          description: 'One row per book',
          columns: [
            { name: 'isbn', type: 'string', comment: 'Number of the book', isPartitionKey: false },
            { name: 'year', type: 'int', comment: '', isPartitionKey: true },
          ],
          firstRows: {
            columns: [{ name: 'isbn', type: 'varchar' }],
            rows: [['978-3'], [null]],
            total: 2,
          },
        },
      ],
    }),
  );
  const books = elementsOf(page).find(({ attributes }) => attributes.id === 'table-sor.books');
  const text = books?.text.replaceAll(/\s+/g, ' ');
  for (const words of [
    'books 1,200 rows 12 kB',
    'One row per book',
    'isbnstringNumber of the book',
    'yearint (partition key)',
    'isbnvarchar 978-3 NULL',
    'select * from daybreak_sor.books limit 10',
  ])
    expect(text).toContain(words);
});

test('what somebody changed is shown as a difference: the definition, and what is kept', () => {
  const report = pageReport({
    outcomes: [
      outcome('table/daybreak_sor.books', 'kept', {
        kept: [{ property: 'description', from: 'Mine', to: 'One row per book' }],
      }),
    ],
  });
  const elements = elementsOf(pageOf(pageModel(report)));
  expect(elements.find(({ tag }) => tag === 'del')?.text).toBe('definition "One row per book"');
  expect(elements.find(({ tag }) => tag === 'ins')?.text).toBe('kept Mine');
});

test('what somebody did to a table is said in words', () => {
  const columns = (...names: readonly string[]) =>
    JSON.stringify(names.map(name => ({ name, type: 'string', comment: '' })));
  const report = pageReport({
    outcomes: [
      outcome('table/daybreak_sor.books', 'kept', {
        kept: [{ property: 'columns', from: columns('id', 'city'), to: columns('id', 'customer_city') }],
      }),
    ],
  });
  expect(textOf(pageOf(pageModel(report)))).toContain('Column customer_city was renamed to city; kept.');
});

test('a repair is called one', () => {
  const repaired = outcome('job/daybreak-orders', 'updated', {
    changes: [{ property: 'workers', from: '5', to: '2', repaired: true }],
  });
  const elements = elementsOf(pageOf(pageModel(pageReport({ outcomes: [repaired] }))));
  const badges = elements.filter(({ attributes }) => attributes.class?.split(' ').includes('badge') === true);
  expect(badges.map(({ text }) => text)).toContain('repaired');
});

test('a page for a lab on this machine has no links into a console that does not know it', () => {
  const page = pageOf(pageModel(pageReport(), { isLocal: true }));
  expect(elementsOf(page).filter(({ attributes }) => attributes.href?.startsWith('https'))).toEqual([]);
  expect(textOf(page)).toContain('npx daybreak query --local');
});
