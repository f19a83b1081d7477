import { GlueClient } from '@aws-sdk/client-glue';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import type { Treatment } from '../local-aws/faulty-proxy.ts';
import { isWrite } from '../local-aws/recording-proxy.ts';
import { driftingKinds } from './kinds/all.ts';
import { lab } from './lab-handlers.ts';
import { changeDatabase, changeJob, changeTable } from './learner.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

let small: SmallLab;
let glue: GlueClient;

beforeAll(async () => {
  // A broken connection stays broken: a crash, not a hiccup.
  process.env.AWS_MAX_ATTEMPTS = '1';
  small = await SmallLab.start();
  small.skipProofs();
  glue = new GlueClient({});
});

afterAll(async () => {
  await small?.stop();
});

/** A run that dies at its n-th write: no later call gets through, not even its report. */
const dieAt = async (write: number, last: Treatment, input: object = {}, name?: string): Promise<void> => {
  let seen = 0;
  small.faults.decide = asked => {
    if (isWrite(asked)) seen += 1;
    if (seen < write) return 'passed';
    return seen === write && isWrite(asked) ? last : 'lost';
  };
  const ended = await small.rebuild(input, name === undefined ? {} : { name });
  small.faults.decide = () => 'passed';
  expect(ended.status).toBe('failed');
};

/** All settings that a run saved. */
const displacedSettings = async (run: string): Promise<object> => {
  const Bucket = bucketName(lab, 'assets');
  const { Contents } = await small.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `displaced/${run}/` }));
  const saved: object[] = [];
  for (const { Key } of Contents ?? []) {
    const { Body } = await small.s3.send(new GetObjectCommand({ Bucket, Key }));
    saved.push(JSON.parse((await Body?.transformToString()) ?? ''));
  }
  return Object.assign({}, ...saved);
};

/** The next rebuild completes the lab; the one after that finds nothing to do. */
const expectToConverge = async (whole: object): Promise<void> => {
  const report = await small.rebuilt();
  expect(Object.values(changedOutcomes(report.outcomes))).not.toContain('kept');
  const again = await small.rebuilt();
  expect(changedOutcomes(again.outcomes)).toEqual({});
  expect(small.writes()).toEqual([]);
  expect(await small.observe()).toEqual(whole);
};

describe('a rebuild that dies', () => {
  let whole: object;
  let writes: number;

  beforeAll(async () => {
    await small.reset();
    await small.rebuilt();
    writes = small.writes().length;
    whole = await small.observe();
  });

  test('at any of its writes is followed by one that refuses nothing and completes the lab', async () => {
    expect(writes).toBeGreaterThan(40);
    for (let write = 1; write <= writes; write += 1) {
      await small.reset();
      await dieAt(write, 'unanswered');
      await expectToConverge(whole);
    }
  });

  // AWS is then in the same state as after the previous call's answer, so testing some of them is enough.
  test('before a call reaches AWS is, too', async () => {
    for (let write = 1; write <= writes; write += 6) {
      await small.reset();
      await dieAt(write, 'lost');
      await expectToConverge(whole);
    }
  });

  test('during a repair loses nothing that it displaced, and the next repair finishes', async () => {
    await small.reset();
    await small.rebuilt();
    const drifts = async () => {
      await changeDatabase(glue, 'daybreak_spec', { Description: 'mine' });
      await changeJob(glue, 'daybreak-visit', () => ({ Timeout: 60 }));
      await changeTable(glue, 'daybreak_spec', 'tbl_summary', () => ({ Description: 'mine' }));
    };
    await drifts();
    await small.rebuilt({ repair: true });
    const repairs = small.writes();
    for (let write = 1; write <= repairs.length; write += 1) {
      await drifts();
      await dieAt(write, write % 2 === 0 ? 'lost' : 'unanswered', { repair: true });
      // Nothing is overwritten before it is saved.
      const done = small.writes().map(call => /PutObject/.test(call));
      expect(done.filter(isSave => isSave).length).toBeGreaterThanOrEqual(
        done.filter(isSave => !isSave).length,
      );
      await small.rebuilt({ repair: true });
      expect(await small.observe()).toEqual(whole);
    }
  });

  test('during a repair that takes several calls, and is retried, saves everything that both displace', async () => {
    await small.reset();
    await small.rebuilt();
    const drifts = driftingKinds(small.clients).find(({ kind }) => kind === 'role')?.drifts ?? {};
    // The boundary is put right without being asked, like the safety settings of a bucket: the report has its ARN.
    const theirs = Object.fromEntries(
      Object.entries(drifts).flatMap(([name, { theirs }]) => (name === 'boundary' ? [] : [[name, theirs]])),
    );
    for (let write = 2; write <= 5; write += 1) {
      for (const { make } of Object.values(drifts)) await make();
      const name = `tried-again-${write}`;
      await dieAt(write, 'unanswered', { repair: true }, name);
      await small.rebuild({ repair: true }, { name });
      expect(await small.observe()).toEqual(whole);
      expect(await displacedSettings(name)).toEqual(theirs);
    }
  });
});

test('a destroy that dies at any of its writes can be repeated', async () => {
  const destroy = { action: 'destroy', confirm: lab.name };
  await small.reset();
  const before = await small.observe();
  await small.rebuilt();
  await small.told(destroy);
  const writes = small.writes().length;
  expect(writes).toBeGreaterThan(10);
  for (let write = 1; write <= writes; write += 1) {
    await small.rebuilt();
    await dieAt(write, 'unanswered', destroy);
    await small.told(destroy);
    expect(await small.observe()).toEqual(before);
  }
});
