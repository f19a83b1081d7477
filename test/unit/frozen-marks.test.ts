import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { jobTables } from '../../functions/plan/job-tables.ts';
import { tablesOf } from '../../lab/datasets.ts';
import { parseLabDefinition, type StoredFile } from '../../lab/definition.ts';
import { jobFiles } from '../../lab/job-files.ts';
import { appliedFrom, appliedKey, formatApplied, labKey } from '../../lab/marks.ts';
import { bucketPurposes, zones } from '../../lab/names.ts';
import { reconcileFiles } from '../../reconcile/dataset-files.ts';
import { type Mood, type Resource, reconcile } from '../../reconcile/engine.ts';
import { bucket } from '../../reconcile/kinds/bucket.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { jobFile } from '../../reconcile/kinds/job-file.ts';
import { namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { script } from '../../reconcile/kinds/script.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import type { FileSource } from '../../reconcile/object.ts';
import { displacedMark, isSaved } from '../../reconcile/object-mark.ts';
import { fakeAws, named } from './aws-fake.ts';

const frozen = (name: string): string =>
  readFileSync(new URL(`../frozen/${name}.json`, import.meta.url), 'utf8');

const texts = z.record(z.string(), z.string());

const marksSchema = z.object({
  lab: z.object({ name: z.string(), account: z.string(), region: z.string(), partition: z.string() }),
  resources: z.record(
    z.string(),
    z.object({ desired: z.record(z.string(), z.json()), mark: z.string(), carried: texts }),
  ),
  /** Metadata by address. */
  objects: z.record(z.string(), texts),
  displaced: z.record(z.string(), texts),
});
/** What this version writes, and what earlier ones have written. */
const marks = marksSchema.parse(JSON.parse(frozen('marks-2')));
const earlier = marksSchema.parse(JSON.parse(frozen('marks-1')));

const { lab } = marks;
const definition = parseLabDefinition(frozen('definition-1-small'));

/** Fails with what a difference means to people whose labs an earlier version has built. */
const expectAsEver = (id: string, today: unknown, before: unknown): void => {
  try {
    expect(today).toStrictEqual(before);
  } catch (error) {
    throw new Error(
      `${id} is not what earlier versions have written: of every lab that they have built, the first rebuild after the ` +
        'upgrade would say that it is updated, kept, refused or orphaned, and not that it is unchanged. If that is meant, ' +
        `say so in the changelog, and follow test/frozen/README.md.\n\n${error instanceof Error ? error.message : error}`,
    );
  }
};

// A bucket that was made with tags has them.
const { athena, glue, iam, s3, calls } = fakeAws({
  GetBucketTagging: [{ TagSet: [{ Key: labKey, Value: lab.name }] }],
});

const role = { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary', path: '/' };

/** All that carries a mark of its own. */
const resources: readonly Pick<Resource, 'id' | 'desired' | 'create'>[] = [
  ...bucketPurposes.map(purpose => bucket(s3, lab, purpose)),
  ...zones.map(zone => database(glue, lab, definition, zone)),
  ...tablesOf(definition).map(each => table(glue, lab, each)),
  workgroup(athena, lab, definition),
  ...definition.queries.map(query => namedQuery(athena, lab, query, [])),
  jobRole(iam, lab, jobTables(definition), role),
  ...definition.jobs.map(each => job(glue, lab, each, jobRoleArn(lab, '/'))),
  ...definition.jobs.flatMap(({ name, schedule }) =>
    schedule === undefined ? [] : [jobTrigger(glue, lab, { name, schedule })],
  ),
];

/** Every text in a call, by its place in it; a tag's place is its key. */
const textsIn = (place: string, value: unknown): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  if ('Key' in value && 'Value' in value)
    return [[`${place.replace(/\.\d+$/, '')}.${value.Key}`, `${value.Value}`]];
  return Object.entries(value).flatMap(([key, each]) => textsIn(`${place}.${key}`, each));
};

/** What the call that creates a resource has its mark in. */
const carriedBy = async (resource: (typeof resources)[number], mark: string): Promise<object> => {
  calls.length = 0;
  const desired = resource.desired();
  await resource.create(desired, appliedFrom(desired));
  const all = calls.flatMap(({ operation, input }) => textsIn(operation, input));
  return Object.fromEntries(
    all.filter(([place, text]) => text.includes(mark) || /daybreak[:-](lab|applied)$/.test(place)),
  );
};

test.each(Object.entries(marks.resources))(
  'an upgrade finds %s unchanged: it is what it was, and so is its mark',
  async (id, before) => {
    const resource = resources.find(each => each.id === id);
    const desired = resource?.desired();
    expectAsEver(id, desired, before.desired);
    const mark = formatApplied(appliedFrom(desired ?? {}));
    expectAsEver(`the mark of ${id}`, mark, before.mark);
    if (resource === undefined) return;
    expectAsEver(`where ${id} has its mark`, await carriedBy(resource, mark), before.carried);
  },
);

const mood: Mood = { planning: false, adopt: [], repair: false };

/** Places one file where there is none, and gives its address and its metadata. */
const placed = async (
  file: StoredFile,
  place: (on: typeof s3, source: FileSource) => Promise<unknown>,
): Promise<readonly (readonly [string, object])[]> => {
  const there: (readonly [string, object])[] = [];
  const source: FileSource = {
    async place(_file, { bucket: where, key }, metadata) {
      there.push([`s3://${where}/${key}`, metadata]);
      return { crc32: file.crc32 };
    },
  };
  await place(fakeAws({ HeadObject: [named('NotFound', 'nothing')] }).s3, source);
  return there;
};

test('an upgrade finds every object in its place, and knows it as the lab placed it', async () => {
  const today = await Promise.all([
    ...definition.datasets.flatMap(dataset =>
      (dataset.files ?? []).map(file =>
        placed(file, (on, source) => reconcileFiles(on, lab, source, dataset, [file], mood)),
      ),
    ),
    ...definition.jobs.flatMap(each => [
      placed(each.script, (on, source) => reconcile(script(on, lab, source, each), mood)),
      ...jobFiles(each).map(file =>
        placed(file, (on, source) => reconcile(jobFile(on, lab, source, each.name, file), mood)),
      ),
    ]),
  ]);
  expectAsEver('the mark of an object', Object.fromEntries(today.flat()), marks.objects);
});

test("an upgrade knows what a repair has saved as the lab's", () => {
  for (const [address, Metadata] of Object.entries(marks.displaced)) {
    const [, where = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
    const place = { bucket: where, key };
    expectAsEver('the mark of what a repair has saved', displacedMark(place), Metadata);
    expect(isSaved({ Metadata }, place)).toBe(true);
  }
});

test("an upgrade finds the jobs' role that an earlier version has made, and narrows it", async () => {
  const id = 'role/daybreak-glue-job-us-east-1';
  const before = earlier.resources[id];
  const text = (property: string) => encodeURIComponent(JSON.stringify(before?.desired[property]));
  const Tags = [
    { Key: labKey, Value: lab.name },
    { Key: appliedKey, Value: before?.mark },
  ];
  const aws = fakeAws({
    GetRole: [
      { Role: { Description: before?.desired.description, AssumeRolePolicyDocument: text('trust'), Tags } },
    ],
    GetRolePolicy: [{ PolicyDocument: text('policy') }],
  });
  const found = await reconcile(jobRole(aws.iam, lab, jobTables(definition), role), mood);
  expect(found).toMatchObject({ resource: id, outcome: 'updated', kept: [] });
  expect(found.changes.map(({ property }) => property)).toEqual(['boundary', 'policy']);
  // IAM refuses the policy of a role that does not have the boundary yet.
  expect(aws.calls.map(({ operation }) => operation).slice(2)).toEqual([
    'PutRolePermissionsBoundary',
    'PutRolePolicy',
    'TagRole',
  ]);
});
