import fc from 'fast-check';
import { problems, runNamePattern } from '../../lab/api.ts';
import { call, FakeAws, problemOf } from './api-fake.ts';

/** Bodies that are almost right: our own keys, with right and wrong values. */
const body = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .dictionary(
      fc.oneof(
        fc.constantFrom(
          'action',
          'repair',
          'adopt',
          'datasets',
          'trigger',
          'allowOlder',
          'confirm',
          'Comment',
        ),
        fc.string(),
      ),
      fc.oneof(
        fc.constantFrom('rebuild', 'plan', 'destroy', 'api', 'console', true, false, null),
        fc.array(fc.string({ unit: 'binary' })),
        fc.jsonValue(),
      ),
    )
    .map(value => JSON.stringify(value)),
);
const headers = fc.record(
  {
    'content-type': fc.oneof(fc.constant('application/json'), fc.string()),
    'idempotency-key': fc.oneof(fc.string({ maxLength: 90 }), fc.constantFrom('a', 'b')),
    'if-none-match': fc.string(),
    host: fc.domain(),
  },
  { requiredKeys: [] },
);

test('the answer to any request is a documented one, and never a 500', async () => {
  await fc.assert(
    fc.asyncProperty(body, headers, fc.boolean(), async (text, sent, base64) => {
      const aws = new FakeAws();
      const answer = await call(aws, 'POST /rebuild', { body: text, headers: sent, base64 });
      expect(answer.statusCode).toBeLessThan(500);
      expect(aws.runs.size).toBe(answer.statusCode === 202 ? 1 : 0);
      if (answer.statusCode >= 400)
        expect(Object.values(problems).map(({ title }) => title)).toContain(problemOf(answer).title);
    }),
    { numRuns: 500 },
  );
});

test('no id finds anything but a run of our own state machine', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string().map(name => `../${name}`),
        fc.string().map(name => `arn:aws:states:us-east-1:123456789012:execution:other:${name}`),
        fc.constantFrom('other:mine', 'mine ', 'mine?', '', '.', '..', 'MINE'),
      ),
      async id => {
        const aws = new FakeAws();
        aws.add('mine');
        const answer = await call(aws, 'GET /rebuild/{id}', { id });
        expect(answer.statusCode).toBe(id === 'mine' ? 200 : 404);
        // An id that cannot be a name is not even looked up.
        if (!runNamePattern.test(id)) expect(aws.calls).toEqual([]);
      },
    ),
  );
});
