import { appliedFrom, formatApplied } from '../../lab/marks.ts';
import { type Lab, securityConfigurationName } from '../../lab/names.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { firstOf, smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws, named } from './aws-fake.ts';

const lab: Lab = { name: 'sales', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const visit = firstOf(smallDefinition.jobs);
const role = 'arn:aws:iam::123456789012:role/any';
const ours = securityConfigurationName(lab, '51af3dc0', '1234abcd-12ab-34cd-56ef-1234567890ab');
const next = securityConfigurationName(lab, '51af3dc0', '99999999-12ab-34cd-56ef-1234567890ab');
const mood: Mood = { planning: false, repair: false, adopt: [] };
const displace = { settings: async () => 's3://saved', folder: { bucket: 'assets', key: 'displaced/' } };
const repair: Mood = { ...mood, repair: true, displace };

interface Found {
  /** The security configuration that the lab last wrote; undefined before there was one. */
  readonly before?: string;
  /** What the job has. */
  readonly has: string;
  readonly marked?: boolean;
}

/** What a rebuild of a lab with this security configuration does with a job. */
const rebuilt = async (wanted: string, { before = '', has, marked = true }: Found, how = mood) => {
  const earlier = job(fakeAws({}).glue, lab, visit, role, before).desired();
  const DefaultArguments = {
    ...earlier.arguments,
    ...(marked
      ? { '--daybreak-lab': lab.name, '--daybreak-applied': formatApplied(appliedFrom(earlier)) }
      : {}),
  };
  const Job = {
    Name: 'sales-visit',
    Description: earlier.description,
    Role: role,
    Command: { Name: 'glueetl', ScriptLocation: earlier.script },
    GlueVersion: earlier.glueVersion,
    WorkerType: visit.workerType,
    NumberOfWorkers: earlier.workers,
    Timeout: earlier.timeout,
    SecurityConfiguration: has,
    DefaultArguments,
  };
  const aws = fakeAws({ GetJob: [{ Job }] });
  const outcome = await reconcile(job(aws.glue, lab, visit, role, wanted), how);
  const writes = aws.calls.filter(({ operation }) => operation === 'UpdateJob');
  return { outcome, writes };
};

const names = (SecurityConfiguration: string) => [{ input: { JobUpdate: { SecurityConfiguration } } }];

describe('a lab with a key of its own', () => {
  test('makes its jobs with its security configuration', async () => {
    const absent = named('EntityNotFoundException', 'no');
    const { glue, calls } = fakeAws({ GetJob: [absent] });
    await reconcile(job(glue, lab, visit, role, ours), mood);
    expect(calls.at(-1)).toMatchObject({ operation: 'CreateJob', input: { SecurityConfiguration: ours } });
  });

  test('gives it to the jobs that it had before, and to one from which somebody took it', async () => {
    for (const before of ['', ours]) {
      const { outcome, writes } = await rebuilt(ours, { before, has: '' });
      expect(outcome).toMatchObject({ outcome: 'updated', kept: [] });
      expect(writes).toMatchObject(names(ours));
    }
  });

  test('leaves a job that has it as it is', async () => {
    const { outcome, writes } = await rebuilt(ours, { before: ours, has: ours });
    expect(outcome).toMatchObject({ outcome: 'unchanged' });
    expect(writes).toEqual([]);
  });

  test("keeps another one of somebody's, with the difference; a repair puts its own in its place", async () => {
    const found = { before: ours, has: 'of-the-organisation' };
    const kept = await rebuilt(ours, found);
    const change = { property: 'securityConfiguration', from: 'of-the-organisation', to: ours };
    expect(kept.outcome).toMatchObject({ outcome: 'kept', kept: [change] });
    expect(kept.writes).toEqual([]);
    const repaired = await rebuilt(ours, found, repair);
    expect(repaired.outcome).toMatchObject({ outcome: 'updated', changes: [change] });
    expect(repaired.writes).toMatchObject(names(ours));
  });

  test('moves on to that of the next key, or of the next stack', async () => {
    const { outcome, writes } = await rebuilt(next, { before: ours, has: ours });
    expect(outcome).toMatchObject({ outcome: 'updated', kept: [] });
    expect(writes).toMatchObject(names(next));
  });
});

describe('a lab without a key', () => {
  test("does not undo somebody's security configuration, also in a repair and with an adoption", async () => {
    for (const how of [mood, repair]) {
      const { outcome, writes } = await rebuilt('', { has: 'of-the-organisation' }, how);
      expect(outcome).toMatchObject({ outcome: 'unchanged', kept: [] });
      expect(writes).toEqual([]);
    }
    const adopting = { ...repair, adopt: ['job/sales-visit'] };
    const { outcome, writes } = await rebuilt('', { has: 'of-the-organisation', marked: false }, adopting);
    expect(outcome).toMatchObject({ outcome: 'adopted' });
    expect(writes).toMatchObject(names('of-the-organisation'));
  });

  test('takes off its own of the key that it had, and says so once', async () => {
    const { outcome, writes } = await rebuilt('', { before: ours, has: ours });
    expect(outcome.notes).toEqual([
      `its security configuration ${ours} is taken off: the lab has no KMS key`,
    ]);
    expect(writes).toHaveLength(1);
    expect(writes[0]).not.toHaveProperty('input.JobUpdate.SecurityConfiguration');
    expect((await rebuilt('', { has: '' })).writes).toEqual([]);
  });
});
