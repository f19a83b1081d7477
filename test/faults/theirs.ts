import { assetKeys, bucketName, databaseName, jobName, workgroupName, zones } from '../../lab/names.ts';
import { displacedMark } from '../../reconcile/object-mark.ts';
import { lab } from '../statemachine/lab-handlers.ts';
import { type Account, nextId } from './aws/account.ts';
import { emptyBucket, storedObject } from './aws/s3.ts';

/** One thing of somebody's, which no run may delete or overwrite without their word. */
export interface Theirs {
  readonly name: string;
  readonly put: (account: Account) => void;
  /** What is there of it; undefined if nothing is. */
  readonly read: (account: Account) => unknown;
  /** Whether it goes with the lab's own thing that it is a part of, when the lab is destroyed. */
  readonly goesWithTheLab?: true;
}

const objectOf = (bucket: string, key: string, metadata: Readonly<Record<string, string>> = {}): Theirs => ({
  name: `object ${bucket}/${key}`,
  put: ({ buckets }) => buckets.get(bucket)?.objects.set(key, storedObject('mine', 0, { metadata })),
  read: ({ buckets }) => {
    const object = buckets.get(bucket)?.objects.get(key);
    return object && Buffer.from(object.content).toString();
  },
});

/** The ID of an upload of somebody's. */
const uploadIn = (bucket: string): string => `theirs in ${bucket}`;

const uploadTo = (bucket: string, key: string): Theirs => ({
  name: `unfinished upload ${bucket}/${key}`,
  put: ({ buckets }) =>
    buckets.get(bucket)?.uploads.set(uploadIn(bucket), {
      key,
      metadata: {},
      contentType: undefined,
      parts: new Map([[1, storedObject('mine', 0)]]),
    }),
  read: ({ buckets }) => buckets.get(bucket)?.uploads.get(uploadIn(bucket))?.key,
});

/** Beside the lab. */
export const besideTheLab: readonly Theirs[] = [
  {
    name: 'a bucket',
    put: ({ buckets }) => buckets.set('theirs', { ...emptyBucket(), tags: [{ Key: 'owner', Value: 'me' }] }),
    read: ({ buckets }) => buckets.get('theirs'),
  },
  {
    name: 'a database with a table',
    put: ({ databases }) =>
      databases.set('theirs', {
        database: { Name: 'theirs' },
        tables: new Map([['tbl', { table: { Name: 'tbl' }, version: 0, partitions: new Map() }]]),
      }),
    read: ({ databases }) => databases.get('theirs'),
  },
  {
    name: 'a job',
    put: ({ jobs }) => jobs.set('theirs', { Name: 'theirs', Role: 'theirs' }),
    read: ({ jobs }) => jobs.get('theirs'),
  },
];

const sot = bucketName(lab, 'sot');
const spec = databaseName(lab, 'spec');

const assets = bucketName(lab, 'assets');
/** What an earlier repair saved of theirs. */
const displaced = {
  bucket: assets,
  key: `${assetKeys.displaced('run-0')}${sot}/tbl_visits/year=2025/x.jsonl`,
};

/** What a learner does inside of a lab. */
export const insideTheLab: readonly Theirs[] = [
  objectOf(bucketName(lab, 'sor'), 'mine/notes.txt'),
  objectOf(sot, 'my_table/a.csv'),
  objectOf(bucketName(lab, 'spec'), 'mine/notes.txt'),
  // Where a job of the lab writes.
  objectOf(bucketName(lab, 'spec'), 'tbl_summary/day=today/mine.csv'),
  objectOf(assets, 'jobs/visit/notes.txt'),
  objectOf(assets, assetKeys.sparkUi('visit').concat('notes.txt')),
  objectOf(displaced.bucket, displaced.key, displacedMark(displaced)),
  objectOf(bucketName(lab, 'athena'), 'mine.csv'),
  objectOf(bucketName(lab, 'athena'), 'results/mine.csv'),
  uploadTo(bucketName(lab, 'sor'), 'tbl_cities/a.csv'),
  uploadTo(bucketName(lab, 'spec'), 'tbl_summary/day=today/mine.parquet'),
  {
    name: 'a table in a database of the lab',
    put: ({ databases }) =>
      databases.get(spec)?.tables.set('my_table', {
        table: { Name: 'my_table', StorageDescriptor: { Location: `s3://${sot}/my_table/` } },
        version: 0,
        partitions: new Map(),
      }),
    read: ({ databases }) => databases.get(spec)?.tables.get('my_table')?.table,
  },
  {
    name: 'a partition of a table of the lab',
    put: ({ databases }) =>
      databases
        .get(databaseName(lab, 'sot'))
        ?.tables.get('tbl_visits')
        ?.partitions.set('["1999"]', {
          Values: ['1999'],
          StorageDescriptor: { Location: `s3://${sot}/elsewhere/` },
        }),
    read: ({ databases }) =>
      databases.get(databaseName(lab, 'sot'))?.tables.get('tbl_visits')?.partitions.get('["1999"]'),
    goesWithTheLab: true,
  },
  {
    name: "a statement in a bucket's policy",
    put: ({ buckets }) => {
      const bucket = buckets.get(sot);
      if (bucket?.policy === undefined) return;
      const policy = JSON.parse(bucket.policy);
      bucket.policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, { Sid: 'Mine' }] });
    },
    read: ({ buckets }) => (buckets.get(sot)?.policy?.includes('"Mine"') ? 'there' : undefined),
  },
  {
    name: 'a lifecycle rule',
    put: ({ buckets }) => {
      const bucket = buckets.get(sot);
      if (bucket !== undefined) bucket.rules = [...bucket.rules, { ID: 'mine', Status: 'Enabled' }];
    },
    read: ({ buckets }) => buckets.get(sot)?.rules.find(({ ID }) => ID === 'mine'),
  },
  {
    name: 'a tag of a bucket',
    put: ({ buckets }) => {
      const bucket = buckets.get(sot);
      if (bucket !== undefined) bucket.tags = [...bucket.tags, { Key: 'owner', Value: 'me' }];
    },
    read: ({ buckets }) => buckets.get(sot)?.tags.find(({ Key }) => Key === 'owner'),
  },
  {
    name: 'a saved query',
    put: account => {
      const NamedQueryId = nextId(account);
      account.workgroups
        .get(workgroupName(lab))
        ?.queries.set(NamedQueryId, { NamedQueryId, Name: 'mine', Database: spec, QueryString: 'select 1' });
    },
    read: ({ workgroups }) =>
      [...(workgroups.get(workgroupName(lab))?.queries.values() ?? [])].find(({ Name }) => Name === 'mine')
        ?.QueryString,
  },
  {
    name: 'a parameter of a table of the lab',
    put: ({ databases }) => {
      const parameters = databases.get(databaseName(lab, 'sor'))?.tables.get('tbl_cities')?.table.Parameters;
      if (parameters !== undefined) parameters.owner = 'me';
    },
    read: ({ databases }) =>
      databases.get(databaseName(lab, 'sor'))?.tables.get('tbl_cities')?.table.Parameters?.owner,
    goesWithTheLab: true,
  },
  {
    name: 'the concurrency of a job of the lab',
    put: ({ jobs }) => {
      const job = jobs.get(jobName(lab, 'visit'));
      if (job !== undefined) job.ExecutionProperty = { MaxConcurrentRuns: 3 };
    },
    read: ({ jobs }) => jobs.get(jobName(lab, 'visit'))?.ExecutionProperty?.MaxConcurrentRuns,
    goesWithTheLab: true,
  },
];

const inTheFolderOf = (bucket: string, key: string, text: string): Theirs => ({
  name: `what somebody put into ${bucket}/${key}`,
  put: ({ buckets }) => buckets.get(bucket)?.objects.set(key, storedObject(text, 0)),
  // Wherever it has been moved to.
  read: ({ buckets }) =>
    [...buckets.values()].some(({ objects }) =>
      [...objects.values()].some(({ content }) => Buffer.from(content).toString() === text),
    )
      ? 'there'
      : undefined,
});

/** What a learner puts where it does not belong: into the folders of tables. */
export const inTheWay: readonly Theirs[] = [
  inTheFolderOf(bucketName(lab, 'sor'), 'tbl_cities/mine.csv', 'id,city\n7,Chur\n'),
  inTheFolderOf(bucketName(lab, 'sor'), 'tbl_cities/z/mine.csv', 'id,city\n8,Chur\n'),
  inTheFolderOf(sot, 'tbl_visits/year=2026/mine.jsonl', '{"id": 9, "city": "Chur"}\n'),
];

/** What an account has of all of these, by name. */
export const theirsIn = (account: Account, destroying: boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...besideTheLab, ...insideTheLab, ...inTheWay].flatMap(({ name, read, goesWithTheLab }) => {
      const there = destroying && goesWithTheLab ? undefined : read(account);
      return there === undefined ? [] : [[name, JSON.stringify(there)]];
    }),
  );

/** The lab's buckets in which an upload of the lab is left unfinished. */
export const withUnfinishedUploads = ({ buckets }: Account): readonly string[] =>
  [...buckets]
    .filter(
      ([name, { uploads }]) => labBuckets.has(name) && [...uploads.keys()].some(id => id !== uploadIn(name)),
    )
    .map(([name]) => name);

export const labBuckets = new Set(
  [...zones, 'assets' as const, 'athena' as const].map(purpose => bucketName(lab, purpose)),
);

/** Puts back what somebody had in a lab, where it went with something else: only the lab has to come back by itself. */
export const putBack = (account: Account, before: Account): void => {
  for (const { put, read } of insideTheLab) {
    const theirs = read(before);
    if (theirs !== undefined && JSON.stringify(read(account)) !== JSON.stringify(theirs)) put(account);
  }
};
