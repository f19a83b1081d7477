import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { checkSeed } from '../../cli/deploy/seed.ts';
import { messageOf } from '../../cli/errors.ts';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { step } from '../../functions/frame/step.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { getDefinition } from '../../functions/seed/definition.ts';
import { withDefaults } from '../../lab/definition-defaults.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import { assetsAreOurs, readAsset } from '../../reconcile/assets.ts';
import { isDenied, isElsewhere, isMissing, isOvertaken } from '../../reconcile/aws-errors.ts';
import { scriptedJobs } from '../../reconcile/job-keys.ts';
import { forNewRole } from '../../reconcile/new-role.ts';
import { head } from '../../reconcile/object-mark.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { invocation } from './invocation.ts';
import { type StubS3, s3Error, startStubS3 } from './stub-s3.ts';

/*
 * The answer to a HEAD has no body, and so no error code: the SDK then knows only its status, and has no name for it.
 * Here the SDK's own client asks a server, so that no test invents a name.
 */

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const file = { key: 'tbl/a.csv', bytes: 25, crc32: 'AAAAAA==' };
const to = { bucket: 'daybreak-sor', key: 'tbl/a.csv' };
const seed = { bucket: 'seed', prefix: 'olist/' };

let stub: StubS3;
beforeEach(async () => {
  stub = await startStubS3();
});
afterEach(() => stub.stop());

const caught = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
};

test.each([
  [301, isElsewhere],
  [403, isDenied],
  [404, isMissing],
  [412, isOvertaken],
])('a HEAD that is answered with %i and nothing else is understood', async (status, is) => {
  stub.answer = () => ({ status });
  const error = await caught(stub.s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })));
  const meanings = [isElsewhere, isDenied, isMissing, isOvertaken].filter(each => each(error));
  expect(meanings).toEqual([is]);
});

test.each([400, 405, 500])('a HEAD that is answered with %i means none of them', async status => {
  stub.answer = () => ({ status });
  const error = await caught(stub.s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })));
  for (const is of [isElsewhere, isDenied, isMissing, isOvertaken]) expect(is(error)).toBe(false);
});

test('a code is worth more than the status: a missing policy is not a missing bucket', async () => {
  stub.answer = ({ what }) =>
    s3Error(404, what.includes('?tagging') ? 'NoSuchTagSet' : 'NoSuchLifecycleConfiguration');
  expect(await assetsAreOurs(stub.s3, lab)).toBe(false);
  stub.answer = () => s3Error(403, 'SignatureDoesNotMatch');
  await expect(assetsAreOurs(stub.s3, lab)).rejects.toThrow('because');
});

describe('a seed', () => {
  const placing = () => seedSource(stub.s3, lab, seed).place(file, to, {}, { IfNoneMatch: '*' });
  const manifested = () =>
    batchesOf(stub.s3, { from: 'seed', uri: 's3://seed/olist/', etag: '"e"' }, [
      {
        table: 'tbl',
        zone: 'sor',
        format: 'parquet',
        columns: [],
        partitionKeys: [],
        rows: 1,
        manifest: 'tbl.jsonl',
        bytes: 1,
      },
    ]);

  test.each([
    [403, 'may not be read, or is not there'],
    [404, 'is not there'],
    [301, 'is in another region'],
  ])('whose file is answered with %i is unavailable, with what to do', async (status, words) => {
    stub.answer = () => ({ status });
    const error = await caught(placing());
    expect(error).toBeInstanceOf(SeedUnavailable);
    expect(error.message).toContain(words);
    expect(error.message).toContain('s3://seed/olist/tbl/a.csv');
    expect(error.message).toContain('Publish the seed');
  });

  test.each([301, 403, 404])('whose manifest is answered with %i is unavailable', async status => {
    stub.answer = () => ({ status });
    const error = await caught(manifested());
    expect(error).toBeInstanceOf(SeedUnavailable);
    expect(error.message).toContain('s3://seed/olist/tbl.jsonl');
  });

  test('that answers with an unexpected status names the object', async () => {
    stub.answer = () => ({ status: 400 });
    for (const work of [placing, manifested])
      expect((await caught(work())).message).toMatch(
        /(Head|Get)Object s3:\/\/seed\/olist\/tbl.* with status 400 and without a reason/,
      );
  });

  test.each([
    [s3Error(403, 'AccessDenied'), 'may not be read'],
    [s3Error(403, 'AllAccessDisabled'), 'may not be read'],
    [s3Error(404, 'NoSuchBucket'), 'there is no bucket seed'],
    [s3Error(404, 'NoSuchKey'), 'there is no s3://seed/olist/lab.json'],
    [{ status: 403 }, 'may not be read'],
    [{ status: 404 }, 'there is no s3://seed/olist/lab.json'],
  ])('whose definition is answered with %j is unavailable', async (answer, words) => {
    stub.answer = () => answer;
    const error = await caught(getDefinition(stub.s3, seed));
    expect(error).toBeInstanceOf(SeedUnavailable);
    expect(error.message).toContain(words);
  });
});

describe("the lab's own objects", () => {
  test('that are missing are missing, and denied ones are an error that names them', async () => {
    stub.answer = () => ({ status: 404 });
    expect(await head(stub.s3, lab, to)).toBeUndefined();
    stub.answer = () => ({ status: 403 });
    expect(await caught(head(stub.s3, lab, to))).toMatchObject({
      name: 'AccessDenied',
      message: 'AWS answered HeadObject s3://daybreak-sor/tbl/a.csv with status 403 and without a reason',
    });
  });

  test.each([{ status: 403 }, { status: 404 }, s3Error(403, 'AccessDenied'), s3Error(404, 'NoSuchBucket')])(
    'in assets that answer %j are not there',
    async answer => {
      stub.answer = () => answer;
      expect(await assetsAreOurs(stub.s3, lab)).toBe(false);
      expect(await readAsset(stub.s3, lab, 'runs/latest.json')).toBeUndefined();
      expect(await scriptedJobs(stub.s3, lab)).toEqual([]);
    },
  );
});

test('what leaves a step has a name and words for the report', async () => {
  stub.answer = () => ({ status: 403 });
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  const s3 = forNewRole(stub.s3, { total: 0, pause: 0, firstDenial: 0 });
  const handler = step('copy-data', () =>
    s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })).then(() => ({ outcomes: [] })),
  );
  const run = { lab, execution: { arn: 'a', name: 'r', startedAt: '' } };
  const error = await caught(Promise.resolve(Reflect.apply(handler, undefined, [{ run }, invocation])));
  expect(error.name).toBe('AccessDenied');
  expect(error.message).toMatch(
    /^AWS answered a call with status 403 .*\(HeadObject {"Bucket":"b","Key":"k"}, AWS request id REQUEST-1\)$/,
  );
});

describe('the command', () => {
  const folder = {
    definition: withDefaults({ title: 'A', version: '1.0.0', licence: 'x', source: 'x', datasets: [] }),
    files: [{ key: 't/a', body: 'x', bytes: 1, crc32: 'jNxGog==' }],
  };
  const publish = () => publishSeed(stub.s3, folder, seed);

  /** What a list, a HEAD and everything else is answered. */
  const answers = (status: number, listed: string) => {
    stub.answer = ({ method, what }) => {
      if (method === 'HEAD') return { status };
      if (method === 'GET' && what.includes('list-type=2'))
        return { status: 200, body: `<ListBucketResult>${listed}</ListBucketResult>` };
      return method === 'GET' ? s3Error(404, 'NoSuchKey') : { status: 200 };
    };
  };
  const listed = '<Contents><Key>olist/t/a</Key><Size>1</Size><ETag>"e"</ETag></Contents>';

  test('publishes what vanishes between the list and the look', async () => {
    answers(404, listed);
    expect(await publish()).toMatchObject({ uploaded: 2 });
  });

  test('puts any other answer into words', async () => {
    answers(412, listed);
    expect(messageOf(await caught(publish()), {})).toBe(
      'PreconditionFailed: AWS answered a request for s3://seed/olist/t/a with status 412 and without a reason',
    );
  });

  test('takes the reason from a GET if a HEAD is denied', async () => {
    const reason = s3Error(403, 'AccessDenied');
    stub.answer = ({ method }) => (method === 'HEAD' ? { status: 403 } : reason);
    expect(messageOf(await caught(checkSeed(stub, 's3://seed/olist/')), {})).toContain(
      's3://seed/olist/lab.json may not be read by this account, or is not there (AccessDenied: because)',
    );
  });
});
