import { GlueClient, type Trigger } from '@aws-sdk/client-glue';
import { destroy, reconcile } from '../../reconcile/engine.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const definition = { name: 'visit', schedule: 'cron(0 6 * * ? *)' };
const rebuild = { planning: false, repair: false, adopt: [] };
/** Polls without waiting. */
const triggerIn = (glue: GlueClient) => jobTrigger(glue, lab, definition, { pause: 0, looks: 60 });
const adopt = { ...rebuild, adopt: ['trigger/daybreak-visit'] };

/**
 * Glue with one slow trigger: after each change, it goes through these states. On the local AWS it reaches the last one
 * at once.
 */
const slowGlue = (
  before: Trigger | undefined,
  passing: Readonly<Record<string, readonly string[]>> = {},
): { readonly glue: GlueClient; readonly sent: string[]; readonly trigger: () => Trigger | undefined } => {
  let trigger = before;
  let states: string[] = [];
  const sent: string[] = [];
  const glue = new GlueClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const change = (operation: string, input: Trigger & { readonly TriggerUpdate?: Trigger }): void => {
    if (states.length > 0)
      throw Object.assign(new Error('busy'), { name: 'ConcurrentModificationException' });
    const { TriggerUpdate, ...created } = input;
    if (operation === 'CreateTrigger') trigger = { ...created, State: 'ACTIVATED' };
    if (operation === 'UpdateTrigger') trigger = { ...trigger, ...TriggerUpdate };
    if (operation === 'StartTrigger') trigger = { ...trigger, State: 'ACTIVATED' };
    if (operation === 'DeleteTrigger') trigger = undefined;
    states = [...(passing[operation] ?? [])];
  };
  glue.middlewareStack.add(
    (_next, context) => async args => {
      const operation = String(context.commandName).replace('Command', '');
      sent.push(operation);
      if (operation === 'GetTags') return { response: {}, output: { $metadata: {} } };
      if (operation !== 'GetTrigger') change(operation, JSON.parse(JSON.stringify(args.input)));
      else if (trigger === undefined && states.length === 0)
        throw Object.assign(new Error('none'), { name: 'EntityNotFoundException' });
      const State = states.shift() ?? trigger?.State;
      return { response: {}, output: { $metadata: {}, Trigger: { ...trigger, State } } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { glue, sent, trigger: () => trigger };
};

const writes = (sent: readonly string[]): readonly string[] => sent.filter(call => !call.startsWith('Get'));

test('is created with its mark and activated in one call; the next read waits until Glue is done', async () => {
  const { glue, sent, trigger } = slowGlue(undefined, { CreateTrigger: ['CREATING', 'ACTIVATING'] });
  expect(await reconcile(triggerIn(glue), rebuild)).toMatchObject({ outcome: 'created' });
  expect(trigger()).toMatchObject({
    Type: 'SCHEDULED',
    StartOnCreation: true,
    Schedule: 'cron(0 6 * * ? *)',
    Actions: [{ JobName: 'daybreak-visit' }],
    Description: expect.stringContaining('[daybreak:lab=daybreak; applied='),
    Tags: { 'daybreak:lab': 'daybreak', 'daybreak:applied': expect.any(String) },
  });
  expect(await reconcile(triggerIn(glue), rebuild)).toMatchObject({ outcome: 'unchanged' });
  expect(writes(sent)).toEqual(['CreateTrigger']);
});

test('with an empty property, which AWS may leave out or return as an empty object, is unchanged', async () => {
  const { glue, trigger } = slowGlue(undefined);
  await reconcile(triggerIn(glue), rebuild);
  const empty = { Arguments: {}, SecurityConfiguration: '', NotificationProperty: {} };
  const padded = slowGlue({ ...trigger(), Actions: [{ JobName: 'daybreak-visit', ...empty }] });
  expect(await reconcile(triggerIn(padded.glue), rebuild)).toMatchObject({
    outcome: 'unchanged',
  });
});

test('that starts on demand is refused, even for adoption, because it cannot become a schedule', async () => {
  const { glue, sent } = slowGlue({ Name: 'daybreak-visit', Type: 'ON_DEMAND', State: 'CREATED' });
  const outcome = await reconcile(triggerIn(glue), adopt);
  expect(outcome).toMatchObject({
    outcome: 'refused',
    notes: [
      "trigger daybreak-visit exists but is not a schedule, so it can't be adopted: rename or delete it",
    ],
  });
  expect(writes(sent)).toEqual([]);
});

test("that is off and starts something else becomes the lab's before it is activated, and is marked last", async () => {
  const { glue, sent, trigger } = slowGlue(
    {
      Name: 'daybreak-visit',
      Type: 'SCHEDULED',
      State: 'DEACTIVATED',
      Description: 'theirs',
      Schedule: 'cron(0 7 * * ? *)',
      Actions: [{ JobName: 'theirs' }],
    },
    { UpdateTrigger: ['UPDATING'], StartTrigger: ['ACTIVATING'] },
  );
  expect(await reconcile(triggerIn(glue), adopt)).toMatchObject({ outcome: 'adopted' });
  expect(writes(sent)).toEqual(['UpdateTrigger', 'StartTrigger', 'UpdateTrigger']);
  expect(trigger()).toMatchObject({ State: 'ACTIVATED', Actions: [{ JobName: 'daybreak-visit' }] });
});

test('that a learner turned off stays off, and a repair turns it on without writing anything else', async () => {
  const made = slowGlue(undefined);
  await reconcile(triggerIn(made.glue), rebuild);
  const { glue, sent } = slowGlue({ ...made.trigger(), State: 'DEACTIVATED' });
  expect(await reconcile(triggerIn(glue), rebuild)).toMatchObject({
    outcome: 'kept',
    kept: [{ property: 'enabled', from: 'false', to: 'true' }],
  });
  expect(writes(sent)).toEqual([]);
  const displace = { settings: async () => 's3://saved', folder: { bucket: 'assets', key: 'displaced/' } };
  expect(await reconcile(triggerIn(glue), { ...rebuild, repair: true, displace })).toMatchObject({
    outcome: 'updated',
  });
  expect(writes(sent)).toEqual(['StartTrigger']);
});

test('is deleted even if it is activated', async () => {
  const made = slowGlue(undefined);
  await reconcile(triggerIn(made.glue), rebuild);
  expect(await destroy(triggerIn(made.glue))).toMatchObject([{ outcome: 'destroyed' }]);
  expect(await destroy(triggerIn(made.glue))).toEqual([]);
});
