import type { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { selectDatasets, tablesOf } from '../../lab/datasets.ts';
import type { Dataset, LabDefinition } from '../../lab/definition.ts';
import { allOf, inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import type { JobRun, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import type { Run } from '../../lab/run.ts';
import { joinBatches } from '../../reconcile/kinds/dataset.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { isRefused } from '../frame/refused.ts';
import { readDefinition } from '../seed/definition.ts';
import { asCells, sameAnswer } from './answers.ts';
import { mostTables } from './first-rows-query.ts';
import { proveJob } from './job-proof.ts';
import { keepFirstRows, type ShownTable } from './keep-first-rows.ts';
import { queriesAtOnce, query } from './query.ts';
import { countRows, isProven } from './row-counts.ts';

const tableId = (lab: Lab, { zone, table }: Pick<Dataset, 'zone' | 'table'>): string =>
  kinds.table.id(databaseName(lab, zone), table);

const ask = async (
  athena: AthenaClient,
  lab: Lab,
  test: LabDefinition['smokeTests'][number],
): Promise<Proof> => {
  const answer = await query(athena, workgroupName(lab), fillPlaceholders(lab, test.sql));
  return {
    kind: 'answer',
    name: test.name,
    passed: answer.error === undefined && sameAnswer(test.expect, answer.actual),
    expected: asCells(test.expect),
    ...answer,
    provenAt: new Date().toISOString(),
  };
};

/** Whether a test's SQL names one of these tables. */
const mentions = (sql: string, tables: readonly { readonly table: string }[]): boolean =>
  tables.some(({ table }) => new RegExp(`\\b${table}\\b`).test(sql));

/**
 * The proof: the row counts, then what jobs wrote, then what the definition asks, which is asked each time. What this
 * run did not build (a refused table, a dataset that was not chosen) is not asked about.
 *
 * @param storage what happened to the buckets
 * @param built what the steps after that did
 * @param jobRuns what the jobs did that this run was asked to run
 * @param couldNot is called with what failed and is no proof
 */
export const smokeTest = async (
  athena: AthenaClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
  built: readonly StepResult[],
  jobRuns: readonly JobRun[],
  couldNot: CouldNot,
): Promise<Proof[]> => {
  if (run.mood === 'plan') return [];
  const { lab } = run;
  const outcomes = new Map<string, Outcome>(
    joinBatches(built.flatMap(result => result.outcomes)).map(outcome => [outcome.resource, outcome]),
  );
  const stands = (resource: string): boolean =>
    outcomes.has(resource) && outcomes.get(resource)?.outcome !== 'refused';
  if (!stands(kinds.workgroup.id(workgroupName(lab)))) return [];

  const definition = await readDefinition(s3, run.definition, {
    datasets: sample.datasets,
    tables: sample.tables,
    jobs: sample.jobs,
    smokeTests: sample.smokeTests,
  });
  const chosen = selectDatasets(definition, run.datasets).filter(dataset => stands(tableId(lab, dataset)));
  const left = tablesOf(definition).filter(
    table => !chosen.some(({ zone, table: name }) => zone === table.zone && name === table.table),
  );
  const absent = left.filter(({ zone, table }) =>
    definition.datasets.some(dataset => dataset.zone === zone && dataset.table === table),
  );
  // A job may write anywhere in the lab, and the files were looked at before it ran.
  const proven = jobRuns.length === 0 ? run.proven : {};
  const tests = definition.smokeTests.filter(({ sql }) => !mentions(sql, absent));
  const shown = tablesOf(definition)
    .slice(0, mostTables)
    .map((table): ShownTable => {
      const dataset = chosen.find(each => each.zone === table.zone && each.table === table.table);
      if (dataset !== undefined)
        return { table, is: isProven(lab, dataset, outcomes, proven) ? 'unchanged' : 'changed' };
      if (absent.includes(table) || !stands(tableId(lab, table))) return { table, is: 'absent' };
      // The files of the seed say nothing about what jobs write.
      return { table, is: jobRuns.length === 0 ? 'unchanged' : 'changed' };
    });
  const counts = countRows(athena, lab, chosen, outcomes, proven);
  const [ofTables, ofJobs, answers] = await allOf([
    counts,
    inParallel(queriesAtOnce, jobRuns, jobRun => proveJob(athena, lab, definition, jobRun)),
    inParallel(queriesAtOnce, tests, test => ask(athena, lab, test)),
    isRefused(run, storage, 'assets')
      ? Promise.resolve()
      : keepFirstRows(athena, s3, lab, shown, counts, couldNot),
  ]);
  return [...ofTables, ...ofJobs.flat(), ...answers];
};
