import { checkConfirmation, nameTyped } from '../../cli/commands/destroy.ts';
import { UsageError } from '../../cli/errors.ts';
import type { RunResult } from '../../cli/follow/follow-run.ts';
import { destroyPage, isAnythingToDestroy, wouldTake } from '../../cli/render/destroy-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import type { Session } from '../../cli/session.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { lookedOnly } from '../../lab/run-purpose.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const local = testSession();
const onAccount: Session = { ...local, local: undefined, endpoint: undefined };

describe('confirming that a lab is to be destroyed', () => {
  test.each<[string, string | undefined, boolean]>([
    ['no terminal and no name', undefined, false],
    ['another name', 'other', false],
    ['another name, on a terminal', 'other', true],
    ['an empty name', '', true],
  ])('%s is bad usage', (_what, confirm, canAsk) => {
    expect(() => checkConfirmation('lab', confirm, canAsk)).toThrow(UsageError);
    expect(() => checkConfirmation('lab', confirm, canAsk)).toThrow('Nothing was destroyed');
  });

  test.each<[string, string | undefined, boolean]>([
    ["the lab's name, with or without a terminal,", 'lab', false],
    ['no name, on a terminal,', undefined, true],
  ])('%s is accepted', (_what, confirm, canAsk) => {
    expect(() => checkConfirmation('lab', confirm, canAsk)).not.toThrow();
  });

  test.each(['', 'LAB', 'labs', 'yes'])("typing '%s' does not destroy it", async typed => {
    await expect(nameTyped('lab', async () => typed)).rejects.toThrow(UsageError);
  });

  test("typing the lab's name destroys it", async () => {
    await expect(
      nameTyped('lab', async question => (question.includes('lab') ? ' lab ' : '')),
    ).resolves.toBeUndefined();
  });
});

const destroyed = (outcomes: readonly Outcome[], more: Partial<RunResult> = {}): RunResult => ({
  arn: 'arn',
  result: 'succeeded',
  status: 'succeeded',
  seconds: 3.1,
  outcomes,
  proofs: [],
  jobRuns: [],
  failure: undefined,
  definition: undefined,
  orphaned: [],
  notes: [],
  report: undefined,
  ...more,
});

const contents = { objects: 3, bytes: 4500, otherObjects: 0, otherBytes: 0, otherUploads: 0 };
const note = '1 object in it is not the lab’s (mine.txt): the bucket stays with them in it';

describe('before a lab is destroyed, the command says', () => {
  test('where it is, what goes with how many objects, and what stays and why', () => {
    const looked = destroyed(
      [
        outcome('table/lab_sor.a', 'destroyed'),
        outcome('table/lab_sor.mine', 'refused', { notes: ['left as it is'] }),
        outcome('bucket/lab-sor', 'destroyed', { contents }),
        outcome('bucket/lab-sot', 'kept', { contents, notes: [note] }),
        outcome('bucket/lab-spec', 'kept', { contents: { ...contents, objects: 0 }, notes: [note] }),
      ],
      { notes: [`${lookedOnly}. To destroy it …`, "the definition can't be read"] },
    );
    expect(wouldTake(onAccount, looked)).toEqual([
      'Destroying lab lab in account 123456789012, us-east-1 deletes:',
      '- tables: lab_sor.a',
      '- buckets: lab-sor (3 objects, 4.5 kB)',
      "- the lab's part of bucket/lab-sot (3 objects, 4.5 kB)",
      'This stays:',
      '- table/lab_sor.mine: left as it is',
      `- bucket/lab-sot: ${note}`,
      `- bucket/lab-spec: ${note}`,
      "the definition can't be read",
      'Stack lab-bootstrap, which can build the lab again, stays.',
    ]);
  });

  test("what of other people's goes, too, if that was asked for", () => {
    const notes = ['1 object in it is not the lab’s (mine.txt): deleted, too'];
    const looked = destroyed([outcome('bucket/lab-sor', 'destroyed', { contents, notes })]);
    expect(wouldTake(local, looked)).toContain(`- with bucket/lab-sor: ${notes[0]}`);
  });

  test('that there is nothing, and what only has its names', () => {
    const taken = outcome('bucket/lab-sor', 'refused', { notes: ['left as it is'] });
    expect(isAnythingToDestroy([taken])).toBe(false);
    expect(wouldTake(onAccount, destroyed([taken]))).toEqual([
      'There is nothing of lab lab to destroy in account 123456789012, us-east-1.',
      'This stays:',
      '- bucket/lab-sor: left as it is',
    ]);
  });
});

const gone = outcome('table/lab_sor.a', 'destroyed');
const kept = outcome('bucket/lab-sor', 'kept', { notes: ['2 objects in it are not the lab’s'] });

describe('after a lab was destroyed, the command says', () => {
  test('what was deleted, that the stack is still there, and how to delete it', () => {
    const text = destroyPage(onAccount, destroyed([gone]), { schedule: '' }, plainStyle);
    expect(text).toContain('Lab lab is destroyed (3.1 s).');
    expect(text).toContain('tables  1 destroyed');
    expect(text).toContain(
      'Stack lab-bootstrap is still there: `npx daybreak rebuild --lab lab` builds the lab again.',
    );
    expect(text).toContain('aws cloudformation delete-stack --stack-name lab-bootstrap');
    expect(text).toContain('aws s3 rb --force s3://lab-deploy-123456789012-us-east-1');
  });

  test("that the stack's schedule will build it again", () => {
    expect(destroyPage(onAccount, destroyed([gone]), { schedule: 'rate(1 hour)' }, plainStyle)).toContain(
      'its schedule, rate(1 hour), will build the lab again',
    );
  });

  test('that the key which the stack made stays and costs money, and how to delete it; of a key of yours, nothing', () => {
    const arn = 'arn:aws:kms:us-east-1:123456789012:key/1234';
    const told = (made: boolean, session = onAccount) =>
      destroyPage(session, destroyed([gone]), { schedule: '', key: { arn, made } }, plainStyle);
    expect(told(true)).toContain(`stays, too, and costs from $1 a month: ${arn}`);
    expect(told(true)).toContain('aws kms delete-alias --alias-name alias/lab\n');
    expect(told(true)).toContain(`aws kms schedule-key-deletion --key-id ${arn}`);
    expect(told(false)).not.toContain('kms');
    expect(told(true, local)).not.toContain('kms');
  });

  test('what was kept and what was refused, with the reason', () => {
    const refused = outcome('job/lab-j', 'refused', { notes: ['not ours'] });
    const text = destroyPage(local, destroyed([gone, kept, refused]), { schedule: '' }, plainStyle);
    expect(text).toContain('is destroyed, except for what was kept');
    expect(text).toContain('bucket/lab-sor  kept\n      2 objects in it');
    expect(text).toContain('job/lab-j  refused\n      not ours');
    expect(text).toContain('npx daybreak destroy --local --lab lab --delete-foreign-objects');
  });

  test('that there was nothing', () => {
    expect(destroyPage(local, destroyed([]), { schedule: '' }, plainStyle)).toContain(
      'There was nothing of lab lab to destroy',
    );
  });

  test('not how to delete the stack while the lab is still there', () => {
    const text = destroyPage(
      local,
      destroyed([], { result: 'failed', status: 'failed' }),
      { schedule: '' },
      plainStyle,
    );
    expect(text).toContain('is not destroyed, or only in part');
    expect(text).not.toContain('delete-stack');
  });
});
