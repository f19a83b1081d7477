import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetJobRunsCommand, GlueClient } from '@aws-sdk/client-glue';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { changeJob, changeTable } from '../statemachine/learner.ts';
import { type Block, filesIn } from './markdown.ts';
import type { Walk } from './walk.ts';

/** What a document takes for granted about one of its commands. */
interface Arrangement {
  /** What has happened before it: files that a reader has, what somebody did to the lab. */
  readonly before?: (walk: Walk, blocks: readonly Block[]) => Promise<void>;
  /** What is run in its place: the same with less to do. */
  readonly smaller?: string;
  /** How it ends, if not with 0. */
  readonly code?: number;
}

const variables = z.object({ variables: z.record(z.string(), z.string()) });

/** Clients of the walk's local AWS. */
const clientsOf = async (walk: Walk) => {
  const { output } = await walk.run('npx daybreak env --local --json 2> /dev/null');
  const { variables: set } = z.parse(variables, JSON.parse(output));
  const config = (service: string) => ({
    region: set.AWS_REGION ?? '',
    endpoint: set[`AWS_ENDPOINT_URL_${service}`] ?? set.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: set.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: set.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: set.AWS_SESSION_TOKEN ?? '',
    },
  });
  return {
    glue: new GlueClient(config('GLUE')),
    s3: new S3Client({ ...config('S3'), forcePathStyle: true }),
    sor: set.DAYBREAK_BUCKET_SOR ?? '',
  };
};

/** Somebody works on the lab of the sample. */
const changedLab = async (walk: Walk): Promise<void> => {
  const { glue } = await clientsOf(walk);
  await changeTable(glue, 'daybreak_sor', 'tbl_brecommerce_orders', ({ StorageDescriptor }) => ({
    StorageDescriptor: {
      ...StorageDescriptor,
      Columns: StorageDescriptor?.Columns?.map(column =>
        column.Name === 'customer_id' ? { ...column, Type: 'int' } : column,
      ),
    },
  }));
  await changeJob(glue, 'daybreak-orders', () => ({ NumberOfWorkers: 5 }));
};

const fileInTheWay = async (walk: Walk): Promise<void> => {
  const { s3, sor: Bucket } = await clientsOf(walk);
  const Key = 'tbl_brecommerce_orders/mine.csv';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a,b,c,d,e,f,g,h' }));
};

const sectionOf = (blocks: readonly Block[], name: string): readonly Block[] =>
  blocks.filter(({ section }) => section === name);

/** The small lab that docs/lab-definition.md shows. */
const smallLab = (walk: Walk, blocks: readonly Block[]): Promise<void> =>
  walk.write(
    { ...filesIn(sectionOf(blocks, 'A small lab, complete')), 'books/more.csv': 'id,title,year,price\n' },
    'my-lab',
  );

const smallLabWithMistakes = async (walk: Walk, blocks: readonly Block[]): Promise<void> => {
  await smallLab(walk, blocks);
  const lab = z.parse(
    z.record(z.string(), z.unknown()),
    JSON.parse(await readFile(join(walk.folder, 'my-lab/lab.json'), 'utf8')),
  );
  const queries = [{ name: 'Top authors', sql: `select name from \${sor}.books` }];
  await walk.write(
    {
      'lab.json': JSON.stringify({ ...lab, queries }),
      'books/more.csv':
        'id,title,year,price\n3,Vidas Secas,1938\n4,Iracema,n/a,20.00\n5,Dom Casmurro,1899\n6,Macunaima,1928\n7,O Guarani,n/a,25.00\n',
    },
    'my-lab',
  );
};

const course = (walk: Walk, blocks: readonly Block[]): Promise<void> =>
  walk.write(
    {
      'lab.json':
        sectionOf(blocks, 'Several seeds, one on top of the other').find(
          ({ language }) => language === 'json',
        )?.code ?? '',
      'mine.py': 'print("mine")\n',
    },
    'my-course',
  );

const ownData = (folder: string) => (walk: Walk) =>
  walk.write(
    {
      'orders.csv': 'id,zip,due\n1,01409,01/02/2026\n2,13023,05/02/2026\n',
      'people.csv': 'name,age,sex\nAna,31,F\nNara,NA,NA\n',
    },
    folder,
  );

const namedInChangelog = async (walk: Walk): Promise<void> => {
  const changelog = await readFile(join(walk.folder, 'CHANGELOG.md'), 'utf8');
  await walk.write({ 'CHANGELOG.md': changelog.replace('## Unreleased', '## 0.2.0 (2026-11-26)') });
};

const jobHasRun = async (walk: Walk): Promise<void> => {
  const { glue } = await clientsOf(walk);
  for (;;) {
    const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: 'daybreak-orders' }));
    const state = JobRuns[0]?.JobRunState;
    if (state === 'SUCCEEDED') return;
    if (state !== 'RUNNING' && state !== 'STARTING' && state !== 'WAITING')
      throw new Error(`the job's run is ${state}: ${JobRuns[0]?.ErrorMessage}`);
    await setTimeout(1_000);
  }
};

const resultOfJob = `npx daybreak query --local "select payment_type, count(*) n from daybreak_sot.tbl_brecommerce_orders where anomesdia = '20261121' group by 1 order by 2 desc"`;

/** By document and command. */
export const arrangements: Readonly<Record<string, Readonly<Record<string, Arrangement>>>> = {
  'README.md': { 'npx daybreak check ../my-data': { before: ownData('../my-data') } },
  'CONTRIBUTING.md': {
    'npm run bench:cold': { smaller: 'npm run bench:cold -- --loads 1' },
    'npm run bench:describe': { smaller: 'npm run bench:describe -- 10' },
    'npm run bench:seed': { smaller: 'npm run bench:seed -- 1000' },
    'npm run release': { before: namedInChangelog },
  },
  'docs/jobs.md': {
    [resultOfJob]: { before: jobHasRun },
  },
  'docs/lab-definition.md': {
    'npx daybreak describe ./my-data': { before: ownData('my-data') },
    'npm start -- --seed my-lab': { before: smallLab },
    'npx daybreak check my-lab': { before: smallLabWithMistakes, code: 2 },
    'npx daybreak check data/olist-sample my-course': { before: course },
  },
  'docs/runbook.md': {
    'npx daybreak plan --local': { before: changedLab },
    'npx daybreak rebuild --local --set-aside': { before: fileInTheWay },
  },
};
