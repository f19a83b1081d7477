import { type KindName, kindNames } from '../../../lab/kinds.ts';
import type { Clients, DriftingKind, KindFixture, Removal, Stranger } from '../kind-fixture.ts';
import { bucketFixture } from './bucket.ts';
import { dashboardFixture } from './dashboard.ts';
import { databaseFixture } from './database.ts';
import { datasetFixture } from './dataset.ts';
import { jobFixture } from './job.ts';
import { jobFileFixture } from './job-file.ts';
import { namedQueryFixture } from './named-query.ts';
import { partitionsFixture } from './partitions.ts';
import { roleFixture } from './role.ts';
import { scriptFixture } from './script.ts';
import { tableFixture } from './table.ts';
import { triggerFixture } from './trigger.ts';
import { workgroupFixture } from './workgroup.ts';

/** A kind without a drift, a stranger and a removal, or a reason why it has none, does not compile. */
const fixtures: Readonly<Record<KindName, KindFixture>> = {
  bucket: bucketFixture,
  database: databaseFixture,
  table: tableFixture,
  partitions: partitionsFixture,
  dataset: datasetFixture,
  workgroup: workgroupFixture,
  'named-query': namedQueryFixture,
  dashboard: dashboardFixture,
  role: roleFixture,
  script: scriptFixture,
  'job-file': jobFileFixture,
  job: jobFixture,
  trigger: triggerFixture,
};

/** One resource of each kind that others can change. */
export const driftingKinds = (clients: Clients): readonly (DriftingKind & { readonly kind: KindName })[] =>
  kindNames.flatMap(kind => {
    const { drift } = fixtures[kind];
    return typeof drift === 'string' ? [] : [{ kind, ...drift(clients) }];
  });

/** Everything of others that a lab can meet, by what it is. */
export const strangers: readonly (readonly [string, Stranger & { readonly kind: KindName }])[] =
  kindNames.flatMap(kind => {
    const these = fixtures[kind].strangers;
    return typeof these === 'string'
      ? []
      : Object.entries(these).map(([name, stranger]) => [name, { kind, ...stranger }] as const);
  });

/** All that can be taken from the small lab, in an order in which each is still there when its turn comes. */
export const removals: Readonly<Record<string, Removal>> = Object.fromEntries(
  kindNames.toReversed().flatMap(kind => {
    const these = fixtures[kind].removals;
    return typeof these === 'string' ? [] : Object.entries(these);
  }),
);
