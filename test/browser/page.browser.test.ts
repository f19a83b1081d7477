import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import * as z from 'zod/mini';
import type { Asked } from '../../cli/page/app.ts';
import { chartOf } from '../../cli/page/chart.ts';
import { type Answered, deskOf } from '../../cli/page/desk.ts';
import { type ServedPage, servePage } from '../../cli/page/serve.ts';
import type { Surroundings } from '../../page/model.ts';
import { pageOf } from '../../page/page.ts';
import { pageModel, pageReport, reportOfTables } from '../page-fixture.ts';
import { outcome } from '../unit/outcome.ts';
import { startBrowser } from './chromium.ts';
import { type EvilSite, startEvilSite } from './evil-site.ts';

const evilHost = 'evil.test';

let browser: Browser;
let site: EvilSite;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-pages-'));
  browser = await startBrowser(evilHost);
  site = await startEvilSite();
});

afterAll(async () => {
  await browser?.close();
  await site?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const hostile = `<script>document.title = "theirs"</script>"' שלום \u202e 🦆 ${'x'.repeat(200)}`;

const failing = pageReport({
  result: 'failed',
  failures: [
    { step: 'Reconcile', error: 'ResourceRefused', cause: `${hostile}: somebody has it` },
    { step: 'SmokeTest', error: 'ProofFailed', cause: 'expected 1, Athena answered 2' },
  ],
  outcomes: [
    ...pageReport().outcomes,
    outcome(`table/daybreak_spec.${hostile}`, 'refused', { adoptable: true, notes: [hostile] }),
    outcome('table/daybreak_spec.mine', 'kept', {
      kept: [{ property: 'description', from: hostile, to: 'One row per book' }],
    }),
    outcome('workgroup/daybreak', 'updated', { changes: [{ property: 'cutoff', from: '1', to: '2' }] }),
  ],
  proofs: pageReport().proofs.map(proof => ({ ...proof, passed: false, actual: [[hostile, null]] })),
  steps: [...pageReport().steps, { step: hostile, startedAt: '2026-11-26T10:00:10.000Z', seconds: 5 }],
});

const answer = {
  columns: [
    { name: 'month', type: 'varchar' },
    { name: 'n', type: 'bigint' },
  ],
  rows: [
    [hostile, '3'],
    ['b', '5'],
    [null, null],
  ],
  total: 900,
};

const answered = (more: Partial<Answered> = {}): Answered => {
  const chart = chartOf(answer);
  return {
    sql: 'select 1',
    answer,
    ...(chart === undefined ? {} : { chart }),
    ...more,
  };
};

const surroundings: Surroundings = {
  runs: (['good', 'bad', 'idle', 'mixed'] as const).map((tone, index) => ({
    name: `run-${index}`,
    startedAt: new Date(Date.UTC(2026, 10, 26, index)),
    seconds: index * 10,
    action: 'rebuild',
    trigger: 'schedule',
    tone,
    ended: 'ended',
    words: hostile,
  })),
  catalog: [
    {
      key: 'sor.books',
      description: 'One row per book',
      columns: Array.from({ length: 30 }, (_, index) => ({
        name: `column_${index}`,
        type: 'array<struct<a:string,b:decimal(10,2)>>',
        comment: index === 3 ? hostile : 'What it is',
        isPartitionKey: index === 29,
      })),
      firstRows: {
        columns: Array.from({ length: 30 }, (_, index) => ({ name: `column_${index}`, type: 'varchar' })),
        rows: [Array.from({ length: 30 }, () => 'some value')],
        total: 1,
      },
    },
  ],
  queries: [{ name: 'First look', description: 'What there is', sql: 'select *\nfrom books' }],
};

const labs: Readonly<Record<string, () => string>> = {
  'a lab that is ready': () => pageOf(pageModel()),
  'a lab that failed, with hostile texts': () => pageOf(pageModel(failing)),
  'a lab of 300 tables': () => pageOf(pageModel(reportOfTables(300))),
  'a lab of none': () => pageOf({ ...pageModel(), report: undefined }),
  'a lab with all that the command knows, and an answer': () =>
    pageOf(
      pageModel(failing, {
        ...surroundings,
        desk: deskOf('Costs nothing.', answered({ opened: 'sor.books' })),
      }),
    ),
  'a lab whose query was refused': () =>
    pageOf(
      pageModel(undefined, {
        ...surroundings,
        desk: deskOf('', { sql: hostile, problem: hostile }),
      }),
    ),
};
const names = Object.keys(labs);

/** Opens a page from a file, as a person does who has been sent one. Notes everything that it asks for. */
const opened = async (name: string, options: Parameters<Browser['newContext']>[0] = {}) => {
  const file = join(folder, 'lab.html');
  await writeFile(file, labs[name]?.() ?? '');
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  page.on('dialog', dialog => {
    complaints.push('a dialog');
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  return { context, page, requests, complaints };
};

const unfold = (page: Page) =>
  page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");

const findings = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
);

/** What axe finds wrong, by rule and place. The page's own policy forbids scripts of others: axe comes in beside it. */
const wrongIn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const found = z.parse(findings, await page.evaluate('axe.run().then(({ violations }) => violations)'));
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
};

describe.each(names)('the page of %s', name => {
  test.each(['light', 'dark'] as const)(
    'has nothing that axe would complain about, in %s',
    async colorScheme => {
      const { context, page } = await opened(name, { colorScheme, viewport: { width: 1200, height: 900 } });
      // A long page of the same three hundred lines finds nothing more when all of them are open.
      if (name !== 'a lab of 300 tables') await unfold(page);
      expect(await wrongIn(page)).toEqual([]);
      await context.close();
    },
  );

  test.each([320, 400, 800, 1600])('never scrolls sideways at %i pixels', async width => {
    const { context, page } = await opened(name, { viewport: { width, height: 900 } });
    await unfold(page);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBeLessThanOrEqual(0);
    await context.close();
  });

  test('asks for nothing, runs nothing of what it shows, and says nothing on the console', async () => {
    const { context, page, requests, complaints } = await opened(name);
    await unfold(page);
    expect(requests).toHaveLength(1);
    expect(complaints).toEqual([]);
    expect(await page.title()).not.toBe('theirs');
    await context.close();
  });

  test('says the same without JavaScript', async () => {
    const textOf = async (javaScriptEnabled: boolean): Promise<string> => {
      const { context, page } = await opened(name, { javaScriptEnabled });
      const text = z.parse(z.string(), await page.evaluate('document.body.innerText'));
      await context.close();
      return text.replaceAll(/\s+|Copy/g, '');
    };
    expect(await textOf(false)).toBe(await textOf(true));
  });
});

test('is usable by keyboard: the skip link, each table, each copy button, and what scrolls', async () => {
  const { context, page } = await opened('a lab with all that the command knows, and an answer');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  const reached = new Set<string>();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const what = z.parse(
      z.object({ what: z.string(), outline: z.string() }),
      await page.evaluate(
        '({ what: `${document.activeElement.tagName} ${document.activeElement.className}`.trim(), outline: getComputedStyle(document.activeElement).outlineStyle })',
      ),
    );
    if (what.what !== 'BODY') expect(what.outline).not.toBe('none');
    reached.add(what.what);
  }
  for (const what of ['A', 'SUMMARY', 'BUTTON', 'BUTTON copier', 'TEXTAREA', 'DIV wide'])
    expect(reached).toContain(what);
  await context.close();
});

test('a table opens with the keyboard', async () => {
  const { context, page } = await opened('a lab that is ready');
  await page.locator('#tables summary').first().focus();
  await page.keyboard.press('Enter');
  await page
    .getByText('select * from daybreak_sor.books limit 10', { exact: true })
    .waitFor({ state: 'visible' });
  await context.close();
});

test('a query is copied with its button', async () => {
  const { context, page } = await opened('a lab that is ready');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('#queries .copier').first().click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    'npx daybreak query "select * from daybreak_sor.books limit 10"',
  );
  await context.close();
});

describe('the field for queries', () => {
  let served: ServedPage;
  let asked: Asked[];
  let context: BrowserContext;

  beforeEach(async () => {
    asked = [];
    served = await servePage(
      {
        async ask(question) {
          asked.push(question);
          return question.kind === 'query'
            ? answered({ sql: question.sql })
            : { sql: '', opened: question.table };
        },
        render: async (last = { sql: '' }) =>
          pageOf(
            pageModel(pageReport(), {
              ...surroundings,
              desk: deskOf('Free.', last),
            }),
          ),
        wordsOf: String,
      },
      0,
    );
    context = await browser.newContext();
  });

  afterEach(async () => {
    await context.close();
    await served.stop();
  });

  test.each([true, false])('answers with a chart and a table (JavaScript: %s)', async javaScriptEnabled => {
    const plain = await browser.newContext({ javaScriptEnabled });
    const page = await plain.newPage();
    await page.goto(served.once);
    expect(page.url()).toBe(served.address);
    await page.getByLabel("A query in Athena's SQL").fill("select '<b>'\n  x");
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('Answer: 900 rows').waitFor();
    expect(await page.locator('#answer svg.chart rect').count()).toBe(2);
    expect(await page.locator('#answer table tbody tr').count()).toBe(3);
    expect(await page.locator('#sql').inputValue()).toBe("select '<b>'\n  x");
    await page.reload();
    expect(asked).toEqual([{ kind: 'query', sql: "select '<b>'\n  x" }]);
    await plain.close();
  });

  test('is sent with Ctrl-Enter', async () => {
    const page = await context.newPage();
    await page.goto(served.address);
    await page.locator('#sql').fill('select 2');
    await page.locator('#sql').press('Control+Enter');
    await page.getByText('Answer: 900 rows').waitFor();
    expect(asked).toEqual([{ kind: 'query', sql: 'select 2' }]);
  });

  const attacks: readonly (readonly [string, (address: string) => string])[] = [
    [
      'a POST',
      address =>
        `fetch('${address}query', { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ sql: 'drop' }) })`,
    ],
    ['a GET', address => `fetch('${address}', { mode: 'no-cors' })`],
    ['a read', address => `fetch('${address}').then(answer => answer.text())`],
    [
      'a form',
      address => `new Promise(resolve => {
        document.body.innerHTML = '<iframe name="a"></iframe><form method="post" target="a"><input name="sql" value="drop"></form>';
        document.forms[0].action = '${address}query';
        document.querySelector('iframe').onload = resolve;
        document.forms[0].submit();
      })`,
    ],
    [
      'a frame',
      address => `new Promise(resolve => {
        const frame = document.createElement('iframe');
        frame.onload = () => resolve(frame.contentDocument === null ? 'closed' : frame.contentDocument.title);
        frame.src = '${address}';
        document.body.append(frame);
      })`,
    ],
  ];

  // Each page knows the address, which nobody tells it: it is refused all the same.
  describe.each([
    ['another port of this machine', () => `http://127.0.0.1:${site.port}/`],
    ['a name that resolves to this machine', () => `http://${evilHost}:${site.port}/`],
  ])('is closed to a page at %s', (_, address) => {
    test.each(attacks)('%s', async (_attack, script) => {
      const page = await context.newPage();
      await page.goto(address());
      const got = await page.evaluate(`Promise.resolve(${script(served.address)}).then(String, String)`);
      expect(`${got}`).not.toContain('daybreak');
      expect(asked).toEqual([]);
    });
  });

  test('is closed to a page whose name now resolves to it', async () => {
    const { port, pathname } = new URL(served.address);
    const page = await context.newPage();
    await page.goto(`http://${evilHost}:${port}${pathname}`);
    expect(await page.evaluate('document.body.textContent')).toContain('only answers to that host');
    await page.evaluate(
      `fetch('query', { method: 'POST', body: new URLSearchParams({ sql: 'drop' }) }).catch(String)`,
    );
    expect(asked).toEqual([]);
  });
});
