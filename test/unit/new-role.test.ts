import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { forNewRole } from '../../reconcile/new-role.ts';

const user =
  'User: arn:aws:sts::123456789012:assumed-role/plan/plan is not authorized to perform: glue:GetDatabase';
const unheardOf = `${user} because no identity-based policy allows the glue:GetDatabase action`;

interface Failure {
  readonly name: string;
  readonly message?: string;
  readonly status?: number;
}
const denied = { name: 'AccessDeniedException', message: unheardOf };

const patience = () => ({ total: 200, pause: 10, firstDenial: Number.POSITIVE_INFINITY });

/** A client whose calls fail with these errors, one after the other; later ones succeed, or fail with the last one. */
const answering = (
  failures: readonly (Failure | undefined)[],
  { forEver = false, wait = patience() } = {},
): { send: () => Promise<unknown>; calls: () => number } => {
  let calls = 0;
  const glue = new GlueClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  forNewRole(glue, wait);
  glue.middlewareStack.add(
    () => async () => {
      calls += 1;
      const failure = failures[calls - 1] ?? (forEver ? failures.at(-1) : undefined);
      if (failure === undefined) return { response: {}, output: { $metadata: {} } };
      const { name, message = 'no', status = 400 } = failure;
      throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
    },
    { step: 'initialize', priority: 'low' },
  );
  return { send: () => glue.send(new GetDatabaseCommand({ Name: 'any' })), calls: () => calls };
};

test.each([
  ['Glue', denied],
  ['S3', { name: 'AccessDenied', status: 403 }],
  ["S3's answer to HEAD, which has no body,", { name: 'Unknown', status: 403 }],
])('a new role that %s denies for a moment is waited for', async (_who, failure) => {
  const { send, calls } = answering([failure, failure]);
  await send();
  expect(calls()).toBe(3);
});

test('a denial that stays is passed on after a while, once for all clients of the function', async () => {
  const wait = patience();
  const first = answering([denied], { forEver: true, wait });
  const started = Date.now();
  await expect(first.send()).rejects.toThrow(unheardOf);
  expect(Date.now() - started).toBeGreaterThan(100);
  expect(first.calls()).toBeGreaterThan(1);
  const second = answering([denied], {
    forEver: true,
    wait: { ...wait, firstDenial: wait.firstDenial - 200 },
  });
  await expect(second.send()).rejects.toThrow(unheardOf);
  expect(second.calls()).toBe(1);
});

test('an error tells the call that it answers, and what the call is about', async () => {
  const { send } = answering([{ name: 'ThrottlingException', message: 'Rate exceeded' }]);
  await expect(send()).rejects.toMatchObject({
    message: 'Rate exceeded',
    call: 'GetDatabase {"Name":"any"}',
  });
});

test('a role that the service has let in once is not new: the next denial is final', async () => {
  const { send, calls } = answering([undefined, denied]);
  await send();
  await expect(send()).rejects.toThrow(unheardOf);
  expect(calls()).toBe(2);
});

test.each([
  ['an explicit denial', `${user} with an explicit deny in a service control policy`],
  ['a boundary', `${user} because no permissions boundary allows the glue:GetDatabase action`],
  ['a policy of the session', `${user} because no session policy allows the glue:GetDatabase action`],
  ['any other reason', `${user} because no policy of a new kind allows the glue:GetDatabase action`],
  ['Lake Formation', 'Insufficient Lake Formation permission(s): Required Create Database on Catalog'],
])('%s is final', async (_what, message) => {
  const { send, calls } = answering([{ ...denied, message }]);
  await expect(send()).rejects.toThrow(message);
  expect(calls()).toBe(1);
});

test.each(['EntityNotFoundException', 'InvalidInputException', 'OptInRequired'])(
  '%s is no denial of a policy',
  async name => {
    const { send, calls } = answering([{ name }]);
    await expect(send()).rejects.toThrow('no');
    expect(calls()).toBe(1);
  },
);
