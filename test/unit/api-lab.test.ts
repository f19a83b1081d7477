import { reportExample } from '../../functions/api/openapi-examples.ts';
import { awsError, call, FakeAws, problemOf } from './api-fake.ts';

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

const get = (headers = {}) => call(aws, 'GET /lab', { headers });

test('the last report is returned with its ETag', async () => {
  aws.report = { text: JSON.stringify(reportExample), etag: '"e1"' };
  const answer = await get();
  expect(answer).toMatchObject({ statusCode: 200, headers: { etag: '"e1"' } });
  expect(JSON.parse(answer.body)).toEqual(reportExample);
});

test('a report that the caller already has is not sent again, but a newer one is', async () => {
  aws.report = { text: JSON.stringify(reportExample), etag: '"e2"' };
  expect(await get({ 'if-none-match': '"e2"' })).toMatchObject({ statusCode: 304, body: '' });
  expect(await get({ 'if-none-match': '"e1"' })).toMatchObject({ statusCode: 200 });
});

test.each(['NoSuchKey', 'NoSuchBucket', 'AccessDenied'])(
  'without a report (%s), a 404 says how to get one',
  async name => {
    aws.failing.set('GetObject', awsError(name));
    const answer = await get();
    expect(answer.statusCode).toBe(404);
    expect(problemOf(answer).detail).toMatch(/start a rebuild with POST \/rebuild/);
  },
);

test.each([
  [
    '{"lab":"lab","daybreak":"9.9.9"}',
    /^The last report, written by Daybreak 9\.9\.9, can't be read by Daybreak/,
  ],
  ['{"lab":"lab"}', /^The last report can't be read by Daybreak/],
  ['no JSON', /^The last report is not JSON/],
])('a report that cannot be read (%s) is a 404 that says why', async (text, detail) => {
  aws.report = { text, etag: '"e"' };
  const answer = await get();
  expect(answer).toMatchObject({ statusCode: 404 });
  expect(problemOf(answer).detail).toMatch(detail);
});

test('an S3 throttle is passed on', async () => {
  aws.failing.set('GetObject', awsError('SlowDown', 503));
  expect(await get()).toMatchObject({ statusCode: 429, headers: { 'retry-after': '5' } });
});
