import fc from 'fast-check';
import type { RunResult } from '../../cli/follow/follow-run.ts';
import { wouldChange } from '../../cli/follow/would-change.ts';
import { exceptions } from '../../cli/render/exceptions.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { summary } from '../../cli/render/summary.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName } from '../../lab/names.ts';
import { outcomeNames } from '../../lab/outcome-names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { provenIn, rowsProof } from '../../lab/proven.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { outcome } from './outcome.ts';

/*
 * Notes and names are for people. Whatever words they are in, nothing else changes. What `daybreak` suggests next is in
 * cli-next.test.ts.
 */

const lab = { name: 'lab', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const kept = { property: 'content', from: '1', to: '2' };

/** One of each outcome, of a table and of a file, with this note. */
const outcomesWith = (note: string): Outcome[] =>
  outcomeNames.flatMap(name => [
    outcome(`table/lab_sor.${name}`, name, { notes: [note], kept: [kept] }),
    outcome(`job-file/${name}/a.csv`, name, { notes: [note], kept: [kept] }),
  ]);

const proof = (name: string, more: Partial<Proof> = {}): Proof => ({
  kind: 'answer',
  name,
  passed: true,
  expected: [['5']],
  actual: [['5']],
  provenAt: '2026-11-21T10:00:00Z',
  ...more,
});

const run = (proofs: readonly Proof[], outcomes: readonly Outcome[] = []): RunResult => ({
  arn: 'arn:aws:states:r:1:execution:lab-rebuild:x',
  result: 'succeeded',
  status: 'succeeded',
  seconds: 14.2,
  outcomes,
  proofs,
  jobRuns: [],
  failure: undefined,
  definition: undefined,
  orphaned: [],
  notes: [],
  report: undefined,
});

test('what stands out, and what there is to say beside the note', () => {
  const withoutNote = (note: string) =>
    exceptions(outcomesWith(note), plainStyle).filter(line => line !== `      ${oneLine(note)}`);
  const before = withoutNote('a note');
  expect(before.filter(line => line.includes('File was changed'))).toHaveLength(outcomeNames.length);
  fc.assert(fc.property(fc.string(), note => expect(withoutNote(note)).toEqual(before)));
});

test('whether a plan would change anything', () => {
  const unchanging = (note: string) =>
    outcomesWith(note).filter(({ outcome: name }) => name === 'kept' || name === 'refused');
  fc.assert(fc.property(fc.string(), note => expect(wouldChange(run([], unchanging(note)))).toBe(false)));
});

test('which proofs are row counts, and of which tables', () => {
  const rowsIn = (text: string) =>
    text.slice(text.indexOf('\nRows (sor: raw)\n'), text.indexOf('\nSmoke tests\n'));
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, test) => {
      const proofs = [
        proof(name, { kind: 'rows', table: 'sor.a' }),
        proof(name, { kind: 'job', table: 'sot.b' }),
        proof(`rows of ${test}`),
      ];
      expect(rowsIn(summary(run(proofs), 'lab', plainStyle))).toBe('\nRows (sor: raw)\n  sor.a  5\n');
    }),
  );
});

test('which tables need not be counted again', () => {
  const { datasets } = smallDefinition;
  const outcomes = datasets.flatMap(dataset => [
    outcome(kinds.dataset.id(dataset), 'unchanged'),
    outcome(kinds.table.id(databaseName(lab, dataset.zone), dataset.table), 'unchanged'),
  ]);
  const tables = datasets.map(({ zone, table }) => `${zone}.${table}`);
  fc.assert(
    fc.property(fc.string(), name => {
      const counted = datasets.map(dataset => proof(name, { ...rowsProof(dataset), name }));
      const others = tables.map(table => proof(`rows of ${table}`, { passed: false }));
      expect(Object.keys(provenIn(lab, { outcomes, proofs: [...counted, ...others] }, datasets))).toEqual(
        tables,
      );
    }),
  );
});
