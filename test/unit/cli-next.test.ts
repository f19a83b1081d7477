import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { makeBucket, nextSteps, otherwise } from '../../cli/render/next.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { outcome } from './outcome.ts';
import { testSession } from './test-session.ts';

const session = testSession();

const refused = (resource: string, adoptable = true, ...notes: readonly string[]) =>
  outcome(resource, 'refused', { adoptable, notes: [...notes] });

const proof = (name: string, more: Partial<Proof>): Proof => ({
  kind: 'answer',
  name,
  passed: true,
  expected: [],
  actual: [],
  provenAt: '',
  ...more,
});

test('what can be taken over is offered, however its refusal is worded', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (theirs, elsewhere) => {
      expect(
        otherwise(session, [
          refused('table/lab_sor.a', true, theirs),
          refused('bucket/lab-sor', false, `${elsewhere} adopt bucket/lab-sor`),
        ]),
      ).toEqual([
        'To take over what is refused:\n  npx daybreak rebuild --local --lab lab --adopt table/lab_sor.a',
      ]);
    }),
  );
});

test('what was displaced can be brought back, and nobody is told so where nothing was', () => {
  const repaired = outcome('table/lab_sor.a', 'updated', { displaced: ['s3://b/displaced/r/a.json'] });
  expect(otherwise(session, [repaired])).toEqual([
    'To bring back what was displaced:\n  npx daybreak restore --local --lab lab',
  ]);
  expect(otherwise(session, [outcome('table/lab_sor.a', 'updated', { displaced: [] })])).toEqual([]);
  expect(otherwise(session, [outcome('table/lab_sor.a', 'updated')])).toEqual([]);
});

test('the command that makes a bucket makes it where the lab is', () => {
  expect(makeBucket({ ...session, local: undefined }, 'b')).toBe('aws s3 mb s3://b');
  expect(makeBucket(session, 'b')).toBe('eval "$(npx daybreak env --local --lab lab)" && aws s3 mb s3://b');
});

test('the first query asks a table whose rows were counted, however proofs are named', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, name) => {
      const steps = nextSteps(session, [
        proof(`rows of sot.${before}`, {}),
        proof(before, { kind: 'job', table: 'spec.b' }),
        proof(name, { kind: 'rows', table: 'sor.a' }),
      ]);
      expect(steps).toContain('"select * from lab_sor.a limit 5"');
    }),
  );
});

describe('an id in a command', () => {
  /** The arguments that a shell makes of what is offered. */
  const adopted = (...ids: readonly string[]): readonly string[] => {
    const [hint = ''] = otherwise(
      session,
      ids.map(id => refused(id)),
    );
    const words = hint.slice(hint.indexOf('--adopt'));
    return execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })
      .split('\n')
      .filter(word => word !== '--adopt' && word !== '');
  };

  test.each([
    ["named-query/lab.Today's sales", `'named-query/lab.Today'\\''s sales'`],
    ['named-query/lab.$(id) & `id`; *', "'named-query/lab.$(id) & `id`; *'"],
    ['bucket/lab-sor-1-r', 'bucket/lab-sor-1-r'],
  ])('%s is quoted where a shell would read more into it', (id, quoted) => {
    expect(otherwise(session, [refused(id)])[0]?.endsWith(` --adopt ${quoted}`)).toBe(true);
  });

  test('is to a shell the id that it was, whatever it has in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), names => {
        const ids = names.map(name => `named-query/lab.${name}`);
        expect(adopted(...ids)).toEqual(ids);
      }),
      { numRuns: 50 },
    );
  });
});
