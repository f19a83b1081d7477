import type { AthenaClient } from '@aws-sdk/client-athena';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { datasetBytes, noDatasets, selectDatasets } from '../../lab/datasets.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import { InvalidInput, SeedTooLarge } from '../../lab/errors.ts';
import { type JobStatement, policyCharacters } from '../../lab/job-statements.ts';
import { adoptProblem, resourceIds } from '../../lab/kinds.ts';
import type { Lab } from '../../lab/names.ts';
import type { JobRunResult, Proof, StepResult } from '../../lab/outcomes.ts';
import { detailBytes } from '../../lab/payload.ts';
import { provenIn } from '../../lab/proven.ts';
import {
  type BatchOfRun,
  type Execution,
  type JobToRun,
  parseRunInput,
  type Run,
  seedName,
} from '../../lab/run.ts';
import { lookedOnly } from '../../lab/run-purpose.ts';
import { affordable } from './affordable.ts';
import { batchesOf } from './batches.ts';
import { findDefinition, findDefinitionIfAny } from './find-definition.ts';
import { jobPolicies, jobPoliciesNotes } from './job-policies.ts';
import { jobTables, jobTablesNotes } from './job-tables.ts';
import { jobsToRun } from './jobs-to-run.ts';
import { lakeFormationNotes } from './lake-formation.ts';
import { lastReport, refuseOlder } from './last-report.ts';
import { checkServices, toldTogether } from './preflight.ts';
import { destroyNow, whatNext } from './running.ts';

export interface Clients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly lakeFormation: LakeFormationClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

/** The values of the stack's parameters. */
export interface Settings {
  readonly lab: Lab;
  readonly stateMachineArn: string;
  readonly seedUri: string;
  readonly datasets: readonly string[];
  readonly maxSeedGiB: number;
  /** Whether rebuilds run the jobs by default. */
  readonly runJob: boolean;
  /** `rate(…)`, `cron(…)`, or empty. */
  readonly schedule: string;
  readonly maxDollarsPerDay: number;
  /** Services that jobs' own policies may name. */
  readonly jobPolicies: readonly string[];
}

/** Has every path that a later state reads: a missing one would end the run with an error that nothing catches. */
export interface PlanResult {
  readonly next: 'build' | 'skip' | 'destroy';
  readonly skipped: { readonly result: 'skipped'; readonly running: string };
  readonly run: Run;
  readonly batches: readonly BatchOfRun[];
  /** The jobs to run. */
  readonly jobs: readonly JobToRun[];
  /** The tables that jobs may write, as `zone.table`. */
  readonly jobTables: readonly string[];
  /** What jobs may do besides, in the policy of their role. */
  readonly jobPolicies: readonly JobStatement[];
  readonly plan: StepResult;
  readonly storage: StepResult;
  readonly role: StepResult;
  readonly job: StepResult;
  readonly built: readonly StepResult[];
  readonly ran: readonly JobRunResult[];
  readonly proof: StepResult & { readonly proofs: readonly Proof[] };
  readonly destroyed: StepResult;
}

const nothingYet = (step: string): StepResult => ({ step, outcomes: [] });

const onlyLooked = (lab: Lab): string => `${lookedOnly}. To destroy the lab, give "confirm": "${lab.name}"`;

const bytesInGiB = 1024 ** 3;

const chosenDatasets = (definition: LabDefinition, names: readonly string[], from: string) => {
  if (names.length > 1 && names.includes(noDatasets))
    throw new InvalidInput(
      `${from}: '${noDatasets}' means no dataset at all. Give it alone, or leave it out`,
    );
  const unknown = names.find(name => name !== noDatasets && selectDatasets(definition, [name]).length === 0);
  if (unknown !== undefined)
    throw new InvalidInput(
      `${from}: the definition has no dataset '${unknown}'; it has ` +
        definition.datasets.map(({ table }) => table).join(', '),
    );
  return selectDatasets(definition, names);
};

/**
 * The first step: parses the input, checks what the account allows, and pins the definition for all later steps. It
 * changes nothing.
 *
 * @throws InvalidInput, InvalidDefinition, OlderDefinition, PolicyNotAllowed, SeedUnavailable, SeedTooLarge,
 * TooExpensive, ServiceUnavailable, RunInProgress
 */
export const plan = async (
  clients: Clients,
  settings: Settings,
  execution: Execution,
  rawInput: unknown,
): Promise<PlanResult> => {
  const { lab } = settings;
  const input = parseRunInput(rawInput, lab.name);
  const destroying = input.action === 'destroy';
  const looking = destroying && input.confirm === undefined;
  const reading = lastReport(clients.s3, lab);
  // If several fail, the first one here is the cause.
  const [
    { report: last, etag: latestReport },
    { definition, reference, notes: lost },
    ,
    next,
    settingsNotes,
  ] = await toldTogether([
    reading,
    destroying
      ? findDefinitionIfAny(clients.s3, settings.seedUri, lab, reading)
      : findDefinition(clients.s3, settings.seedUri).then(found => ({ ...found, notes: [] })),
    checkServices(clients, lab),
    looking
      ? Promise.resolve(destroyNow)
      : whatNext(clients.sfn, settings.stateMachineArn, execution, input.action),
    destroying ? Promise.resolve([]) : lakeFormationNotes(clients.lakeFormation),
  ]);
  const policies = destroying ? [] : jobPolicies(definition, settings.jobPolicies);
  const tables = jobTables(definition, policyCharacters(policies));
  const notes = [
    ...lost,
    ...(looking ? [onlyLooked(lab)] : []),
    ...settingsNotes,
    ...(destroying ? [] : jobTablesNotes(tables)),
    ...jobPoliciesNotes(policies),
  ];
  const asked = input.datasets.length > 0;
  const names = asked ? input.datasets : settings.datasets;
  const from = asked ? 'the input, at datasets' : "the stack's parameter Datasets";
  const datasets = destroying ? [] : chosenDatasets(definition, names, from);
  const bytes = datasets.reduce((sum, dataset) => sum + datasetBytes(dataset), 0);
  if (!destroying && bytes > settings.maxSeedGiB * bytesInGiB)
    throw new SeedTooLarge(
      `the seed holds ${(bytes / bytesInGiB).toFixed(1)} GiB, more than the stack's MaxSeedGiB of ${settings.maxSeedGiB}: ` +
        'raise that parameter, or name fewer Datasets',
    );
  const ids = resourceIds(lab, definition);
  const problem = input.adopt.map(adoptProblem).find(each => each !== undefined);
  if (problem !== undefined) throw new InvalidInput(`the input, at adopt: ${problem}`);
  const stranger = input.adopt.find(id => !ids.includes(id));
  if (stranger !== undefined)
    throw new InvalidInput(
      `the input, at adopt: the lab has no resource '${stranger}'. Write it as a report does, such as ${ids[0]}`,
    );
  if (!destroying && !input.allowOlder) refuseOlder(last, seedName(reference), definition);
  const { batches, files } = await batchesOf(clients.s3, reference, datasets);
  const dollars = destroying
    ? undefined
    : affordable({ ...definition, datasets: [...datasets] }, settings, files, batches.length);
  return {
    ...next,
    run: {
      lab,
      execution,
      mood: input.action,
      repair: input.repair,
      setAside: input.setAside,
      adopt: input.adopt,
      deleteForeignObjects: input.deleteForeignObjects,
      ...(looking ? { looking } : {}),
      datasets: [...names],
      trigger: input.trigger,
      definition: reference,
      title: definition.title,
      version: definition.version,
      synthetic: definition.synthetic,
      detailBytes: detailBytes(definition),
      ...(dollars === undefined ? {} : { mostDollarsPerDay: dollars }),
      proven: provenIn(lab, last, datasets),
      ...(latestReport === undefined ? {} : { latestReport }),
    },
    batches: batches.map(batch => ({ ...batch, of: batches.length })),
    jobs: jobsToRun(input, settings.runJob, definition),
    jobTables: destroying ? [] : tables,
    jobPolicies: policies,
    plan: { ...nothingYet('Plan'), notes },
    storage: nothingYet('EnsureStorage'),
    role: nothingYet('EnsureRole'),
    job: nothingYet('EnsureJob'),
    built: [],
    ran: [],
    proof: { ...nothingYet('SmokeTest'), proofs: [] },
    destroyed: nothingYet('Destroy'),
  };
};
