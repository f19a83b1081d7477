import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { latestReport } from '../../cli/follow/report.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { withFirstRows } from '../../cli/page/first-rows.ts';
import { liveLab } from '../../cli/page/live-lab.ts';
import type { LabStatus } from '../../cli/render/status-page.ts';
import { localSession, type Session } from '../../cli/session.ts';
import { bucketName } from '../../lab/names.ts';
import { surroundingsOf } from '../../page/ask/surroundings.ts';
import { type Element, elementsOf } from '../html-elements.ts';
import { outcome } from '../unit/outcome.ts';
import { lab } from './lab-handlers.ts';
import { SmallLab } from './small-lab.ts';

const interrupt = interruptOn(new AbortController().signal);
const assets = bucketName(lab, 'assets');

let small: SmallLab;
let session: Session;

beforeAll(async () => {
  small = await SmallLab.start();
  session = localSession(lab.name, small.testAws.aws);
});

afterAll(async () => {
  await small?.stop();
});

beforeEach(async () => {
  await small.reset();
});

const statusNow = async (): Promise<LabStatus> => ({
  stack: { StackName: 'daybreak-bootstrap', CreationTime: undefined, StackStatus: 'CREATE_COMPLETE' },
  running: undefined,
  deed: undefined,
  observed: undefined,
  ...(await latestReport(session).then(({ report, unreadable }) => ({ report, unreadable }))),
});

const nothingElse = {
  at: new Date(),
  execution: 'arn:x:plan-1',
  seconds: 1,
  orphaned: [],
  notes: [],
  wouldChange: true,
  finding: undefined,
};

const open = () => liveLab(session, interrupt, statusNow);

const wordsOf = ({ text = '' }: Partial<Element> = {}): string => text.replaceAll(/\s+/g, ' ').trim();
const part = (page: string, id: string): string =>
  wordsOf(elementsOf(page).find(({ attributes }) => attributes.id === id));
const isOpen = (page: string, id: string): boolean =>
  elementsOf(page).some(({ attributes }) => attributes.id === id && attributes.open !== undefined);

const leftPage = async (): Promise<string> => {
  const { Body, ContentType } = await small.s3.send(
    new GetObjectCommand({ Bucket: assets, Key: 'runs/latest.html' }),
  );
  expect(ContentType).toBe('text/html; charset=utf-8');
  return (await Body?.transformToString()) ?? '';
};

test('a rebuild leaves a page in the assets bucket, with what the command shows, too', async () => {
  await small.rebuilt();
  const page = await leftPage();
  expect(part(page, 'health-title')).toBe('✔ Lab daybreak is ready.');
  expect(part(page, 'table-sor.tbl_cities')).toMatch(/^✔ tbl_cities 2 rows 29 bytes/);
  expect(part(page, 'table-sor.tbl_cities')).toContain('One row per city ColumnTypeComment idint citystring');
  expect(part(page, 'table-sor.tbl_cities')).toMatch(/1\s*São Paulo\s*2\s*Basel/);
  const { queries } = await surroundingsOf(session, session.lab);
  expect(part(page, 'queries')).toContain(wordsOf({ text: queries?.[0]?.sql ?? 'none' }));
  expect(part(page, 'runs')).toMatch(/The latest 1 run; .*✔ succeeded/);
});

test('first rows are asked for again only for tables that have changed', async () => {
  await small.rebuilt();
  const kept = async () => {
    const { Body, LastModified } = await small.s3.send(
      new GetObjectCommand({ Bucket: assets, Key: 'runs/first-rows.json' }),
    );
    return { rows: JSON.parse((await Body?.transformToString()) ?? ''), at: LastModified };
  };
  const first = await kept();
  expect(Object.keys(first.rows)).toContain('sor.tbl_cities');
  const text = JSON.stringify({ ...first.rows, 'sor.tbl_cities': { columns: [], rows: [], total: 77 } });
  await small.s3.send(new PutObjectCommand({ Bucket: assets, Key: 'runs/first-rows.json', Body: text }));
  await small.rebuilt();
  expect((await kept()).rows['sor.tbl_cities'].total).toBe(77);
});

test('a page has the columns, comments and types that the catalog has, and the saved queries', async () => {
  await small.rebuilt();
  const page = await open().render(undefined);
  expect(part(page, 'table-sor.tbl_cities')).toContain('One row per city ColumnTypeComment idint citystring');
  expect(part(page, 'table-sot.tbl_visits')).toMatch(/year\w+ \(partition key\)/);
  // What the run has kept costs no query.
  expect(part(page, 'table-sor.tbl_cities')).toMatch(/1\s*São Paulo\s*2\s*Basel.*Read the first rows again/);
  const { queries } = await surroundingsOf(session, session.lab);
  expect(queries).toHaveLength(1);
  expect(part(page, 'queries')).toContain(wordsOf({ text: queries[0]?.sql ?? 'none' }));
});

test('asking for the first rows of a table opens it with them, and others stay closed', async () => {
  await small.rebuilt();
  const { ask, render } = open();
  const page = await render(await ask({ kind: 'rows', table: 'sor.tbl_cities' }));
  expect(part(page, 'table-sor.tbl_cities')).toMatch(/1\s*São Paulo\s*2\s*Basel/);
  expect(isOpen(page, 'table-sor.tbl_cities')).toBe(true);
  expect(isOpen(page, 'table-sor.tbl_rivers')).toBe(false);
  expect((await ask({ kind: 'rows', table: 'x; drop table y' })).problem).toBe('There is no such table.');
});

test('a query is answered with a table, and with a chart where its columns make one', async () => {
  await small.rebuilt();
  const { ask, render } = open();
  const sql = 'select city, id from tbl_cities order by id';
  const page = await render(await ask({ kind: 'query', sql }));
  expect(part(page, 'answer')).toMatch(/^Answer: 2 rows .*São Paulo.*Basel/);
  expect(part(page, 'sql')).toBe(sql);
  expect(elementsOf(page).filter(({ attributes }) => attributes.class === 'mark')).toHaveLength(2);
});

test.each([
  ['select nothing from nowhere', /^Athena refused the query: /],
  ['  ', /^The query is empty\.$/],
])('the query %j is answered with the reason', async (sql, reason) => {
  await small.rebuilt();
  const { ask, render } = open();
  expect(part(await render(await ask({ kind: 'query', sql })), 'answer')).toMatch(reason);
});

test('first rows are left out for a table that cannot be read', async () => {
  await small.rebuilt();
  const none = { key: 'sor.tbl_gone', description: '', columns: [] };
  const { catalog } = await surroundingsOf(session, session.lab);
  const found = await withFirstRows(session, [none, ...catalog], interrupt);
  expect(found[0]).toEqual(none);
  expect(found.find(({ key }) => key === 'sor.tbl_cities')?.firstRows?.rows).toEqual([
    ['1', 'São Paulo'],
    ['2', 'Basel'],
  ]);
});

test('a lab that has lost the bucket with its reports still shows its tables', async () => {
  await small.rebuilt();
  const { Contents = [] } = await small.s3.send(new ListObjectsV2Command({ Bucket: assets }));
  for (const { Key } of Contents) await small.s3.send(new DeleteObjectCommand({ Bucket: assets, Key }));
  await small.s3.send(new DeleteBucketCommand({ Bucket: assets }));
  const page = await open().render(undefined);
  expect(part(page, 'health-title')).toBe('○ Lab daybreak has not been built yet.');
  expect(part(page, 'table-sor.tbl_cities')).toContain('In the catalog; the last report does not name it.');
});

test('a lab is looked at when its page is first opened, and not again for each query', async () => {
  await small.rebuilt();
  const looks: boolean[] = [];
  const { ask, render } = liveLab(session, interrupt, async last => {
    looks.push(!last);
    const observed = { ...nothingElse, outcomes: [outcome('table/daybreak_sor.tbl_cities', 'created')] };
    return { ...(await statusNow()), ...(last ? {} : { observed }) };
  });
  const drifted = '● 1 resource of lab daybreak differs from the definition.';
  expect(part(await render(undefined), 'health-title')).toBe(drifted);
  const page = await render(await ask({ kind: 'query', sql: 'select 1 as one' }));
  expect(part(page, 'health-title')).toBe(drifted);
  expect(looks).toEqual([true]);
});

test('a lab that was never built has a page', async () => {
  const page = await open().render(undefined);
  expect(part(page, 'health-title')).toBe('○ Lab daybreak has not been built yet.');
  expect(part(page, 'runs')).toBe('Runs The lab has not run yet.');
  expect(part(page, 'tables')).toBe('Tables No run has reported any tables.');
});
