import { jobTables } from '../../functions/plan/job-tables.ts';
import { bucketName } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { bucket } from '../../reconcile/kinds/bucket.ts';
import { dashboard } from '../../reconcile/kinds/dashboard.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { namedQueries, namedQuery } from '../../reconcile/kinds/named-query.ts';
import { partitions } from '../../reconcile/kinds/partitions.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { script } from '../../reconcile/kinds/script.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { isWrite } from '../local-aws/recording-proxy.ts';
import { driftingKinds, removals } from './kinds/all.ts';
import { jobBoundary, lab } from './lab-handlers.ts';
import { smallDefinition } from './small-definition.ts';
import { SmallLab, seedUri } from './small-lab.ts';

/** Calls to create a resource, to check an unchanged one, and to repair one changed property. */
interface Calls {
  readonly create: number;
  readonly observe: number;
  readonly update: number;
  /** How many of the update's calls write; one is the least that AWS allows. */
  readonly updateWrites: number;
}

const expected: Readonly<Record<string, Calls>> = {
  // In us-east-1, who made it is looked at once more: S3 gives the owner the same answer for a bucket that was there.
  // Before its mark is updated, its tags are read again, because all of them are written at once.
  bucket: { create: 7, observe: 6, update: 8, updateWrites: 1 },
  database: { create: 2, observe: 1, update: 2, updateWrites: 1 },
  table: { create: 2, observe: 1, update: 2, updateWrites: 1 },
  // Its description changed, and the mark with it, so its tags are read.
  workgroup: { create: 2, observe: 1, update: 3, updateWrites: 1 },
  // List and get the workgroup's queries, once for all of them. The local AWS takes two calls to update, AWS only one.
  'named-query': { create: 2, observe: 2, update: 5, updateWrites: 2 },
  role: { create: 4, observe: 2, update: 3, updateWrites: 1 },
  job: { create: 2, observe: 1, update: 2, updateWrites: 1 },
  // Looks at what it copies, and saves what it displaces.
  script: { create: 3, observe: 1, update: 4, updateWrites: 2 },
  dashboard: { create: 2, observe: 1, update: 2, updateWrites: 1 },
  // A partition has its table's columns.
  partitions: { create: 3, observe: 1, update: 3, updateWrites: 1 },
  // As for the workgroup.
  trigger: { create: 2, observe: 1, update: 3, updateWrites: 1 },
};

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

test('each kind of resource takes the fewest calls that AWS allows, and one write for one change', async () => {
  const [summary] = smallDefinition.tables;
  const [visit] = smallDefinition.jobs;
  const [query] = smallDefinition.queries;
  const [, visits] = smallDefinition.datasets;
  if (summary === undefined || visit === undefined || query === undefined || visits === undefined)
    throw new Error('the small lab lacks one');
  const years = ['2025', '2026'].map(year => ({ values: [year], folder: `year=${year}/` }));
  const { clients } = small;
  const { athena, glue, iam, s3 } = clients;
  const mood: Mood = {
    planning: false,
    repair: true,
    adopt: [],
    displace: {
      settings: async () => 's3://saved',
      folder: { bucket: bucketName(lab, 'assets'), key: 'displaced/' },
    },
  };
  const resources: Readonly<Record<string, () => Promise<Outcome>>> = {
    bucket: () => reconcile(bucket(s3, lab, 'sor'), mood),
    database: () => reconcile(database(glue, lab, smallDefinition, 'spec'), mood),
    table: () => reconcile(table(glue, lab, summary), mood),
    workgroup: () => reconcile(workgroup(athena, lab, smallDefinition), mood),
    'named-query': async () =>
      reconcile(namedQuery(athena, lab, query, await namedQueries(athena, lab)), mood),
    role: () =>
      reconcile(
        jobRole(iam, lab, jobTables(smallDefinition), { permissionsBoundary: jobBoundary, path: '/' }),
        mood,
      ),
    job: () => reconcile(job(glue, lab, visit, jobRoleArn(lab, '/')), mood),
    script: () => reconcile(script(s3, lab, seedSource(s3, lab, parseSeedUri(seedUri)), visit), mood),
    dashboard: () => reconcile(dashboard(clients.cloudWatch, lab, smallDefinition), mood),
    partitions: () => reconcile(partitions(glue, lab, visits, years), mood),
    trigger: () =>
      reconcile(jobTrigger(glue, lab, { name: visit.name, schedule: visit.schedule ?? '' }), mood),
  };
  // What a script and partitions need.
  await reconcile(bucket(s3, lab, 'assets'), mood);
  await reconcile(database(glue, lab, smallDefinition, 'sot'), mood);
  await reconcile(table(glue, lab, visits), mood);
  const drifting = driftingKinds(clients);

  const counted: Record<string, Calls> = {};
  for (const [kind, ensure] of Object.entries(resources)) {
    const count = async (outcome: Outcome['outcome']) => {
      small.calls.length = 0;
      expect([kind, (await ensure()).outcome]).toEqual([kind, outcome]);
      return { all: small.calls.length, writes: small.calls.filter(isWrite).length };
    };
    const create = (await count('created')).all;
    const observe = (await count('unchanged')).all;
    const { drifts = {} } = drifting.find(each => each.kind === kind) ?? {};
    // Partitions have no drift: one is taken away.
    await (Object.values(drifts)[0]?.make() ?? removals.partition?.(clients));
    const update = await count('updated');
    counted[kind] = { create, observe, update: update.all, updateWrites: update.writes };
  }
  if (process.env.DAYBREAK_NUMBERS === '1') console.table(counted);
  expect(counted).toEqual(expected);
});

test('an unchanged rebuild makes fewer calls than the first, and so takes less time', async () => {
  small.skipProofs();
  await small.reset();
  const rebuilt = async () => {
    const start = performance.now();
    await small.rebuilt();
    return { calls: small.calls.length, time: performance.now() - start };
  };
  const first = await rebuilt();
  const unchanged = await rebuilt();
  if (process.env.DAYBREAK_NUMBERS === '1')
    console.log(
      `an unchanged rebuild takes ${(unchanged.time / first.time).toFixed(2)} of the first one's time (without proofs)`,
    );
  expect(unchanged.calls).toBeLessThan(first.calls);
});
