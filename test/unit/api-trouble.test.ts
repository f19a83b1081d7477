import { awsError, call, FakeAws, post, problemOf } from './api-fake.ts';

let aws: FakeAws;
beforeEach(() => {
  aws = new FakeAws();
});

describe('trouble with AWS', () => {
  test.each([
    ['ThrottlingException', 400, 429],
    ['ExecutionLimitExceeded', 400, 429],
    ['StateMachineDeleting', 400, 503],
    ['StateMachineDoesNotExist', 400, 503],
    ['InternalFailure', 500, 503],
    ['ServiceUnavailable', 503, 503],
  ])('%s is passed on as %s → %i, with the time to wait', async (name, from, to) => {
    for (const operation of ['ListExecutions', 'StartExecution']) {
      aws.failing.clear();
      aws.failing.set(operation, awsError(name, from));
      const answer = await post(aws);
      expect(answer.statusCode).toBe(to);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  test('an AWS that does not answer is a 503', async () => {
    aws.failing.set('StartExecution', Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(await post(aws)).toMatchObject({ statusCode: 503 });
    aws.failing.set('StartExecution', Object.assign(new Error('slow'), { name: 'TimeoutError' }));
    expect(await post(aws)).toMatchObject({ statusCode: 503 });
  });

  test('an error of our own is a 500, with details in the log but not in the answer', async () => {
    aws.failing.set('StartExecution', awsError('AccessDeniedException'));
    const told: unknown[] = [];
    const answer = await call(aws, 'POST /rebuild', {}, error => told.push(error));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/AccessDenied|at /);
    expect(problemOf(answer).detail).toContain('request-1');
    expect(told).toHaveLength(1);
  });
});
