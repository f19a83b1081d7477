import { type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { Interrupted } from '../../cli/errors.ts';
import { pollHistory } from '../../cli/follow/poll-history.ts';
import { interruptOn } from '../../cli/interrupt.ts';

/** A minute of patience: a busy machine may take a second to poll again. */
const pace = { interval: 1, patience: 60_000 };
const event = (id: number, type: HistoryEvent['type']): HistoryEvent => ({
  id,
  type,
  timestamp: new Date(id),
});

/** A client that answers from a list, one entry per call; errors are thrown. */
const answering = (answers: readonly (readonly HistoryEvent[] | Error)[]) => {
  const client = new SFNClient({ region: 'us-east-1' });
  const calls: (string | undefined)[] = [];
  client.middlewareStack.add(
    () => async args => {
      const answer = answers[calls.length];
      calls.push(JSON.stringify(args.input));
      if (answer instanceof Error || answer === undefined) throw answer ?? new Error('asked too often');
      return { response: {}, output: { events: [...answer].reverse(), $metadata: {} } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, calls };
};

const named = (name: string) => Object.assign(new Error(name), { name });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

const ids = async (client: SFNClient, signal = new AbortController().signal, patience = pace.patience) => {
  const found: (number | undefined)[] = [];
  for await (const { id } of pollHistory(client, 'arn', { ...pace, patience }, interruptOn(signal)))
    found.push(id);
  return found;
};

const whole = [event(1, 'ExecutionStarted'), event(2, 'TaskStateEntered'), event(3, 'ExecutionSucceeded')];

describe('following a run', () => {
  test('every event is reported once, in order', async () => {
    const { client } = answering([whole.slice(0, 1), whole.slice(0, 2), whole.slice(0, 2), whole]);
    expect(await ids(client)).toEqual([1, 2, 3]);
  });

  test('a throttled call is repeated', async () => {
    const { client } = answering([
      whole.slice(0, 2),
      named('ThrottlingException'),
      named('ThrottlingException'),
      whole,
    ]);
    expect(await ids(client)).toEqual([1, 2, 3]);
  });

  test('a network that recovers does not end it', async () => {
    const { client } = answering([whole.slice(0, 2), refused, whole]);
    expect(await ids(client)).toEqual([1, 2, 3]);
  });

  test('a local AWS that has died ends it', async () => {
    const { client } = answering([whole.slice(0, 2), refused]);
    await expect(ids(client, undefined, 0)).rejects.toBe(refused);
  });

  test('any other error ends it', async () => {
    const { client } = answering([named('AccessDeniedException')]);
    await expect(ids(client)).rejects.toThrow('AccessDeniedException');
  });

  test('Ctrl-C ends it, while the run continues', async () => {
    const { client, calls } = answering(Array.from({ length: 50 }, () => whole.slice(0, 2)));
    const pressed = new AbortController();
    const found = ids(client, pressed.signal);
    while (calls.length < 3) await new Promise(resolve => setImmediate(resolve));
    pressed.abort();
    await expect(found).rejects.toThrow(Interrupted);
    expect(calls.length).toBeLessThan(50);
  });
});

test('the history is read backwards, so that old pages are not read again', async () => {
  const { client, calls } = answering([whole]);
  await ids(client);
  expect(calls).toEqual([expect.stringContaining('"reverseOrder":true')]);
});
