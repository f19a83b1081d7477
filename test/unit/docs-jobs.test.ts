import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GlueClient } from '@aws-sdk/client-glue';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import { runCost } from '../../lab/job-cost.ts';
import { resourceIds } from '../../lab/kinds.ts';
import type { Lab } from '../../lab/names.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { blocksOf } from '../documents/markdown.ts';

const docs = await readFile(new URL('../../docs/jobs.md', import.meta.url), 'utf8');
const lab: Lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const glue = new GlueClient({ region: lab.region });

/** The only block of a language in the docs. */
const block = (language: string): string => {
  const [found, ...others] = blocksOf(docs).filter(each => each.language === language);
  if (others.length > 0) throw new Error(`docs/jobs.md has more than one block of ${language}`);
  return found?.code ?? '';
};

let folder: string;
let definition: LabDefinition;

/** A folder with what the docs show: the lines in a `lab.json`, and the script at the path that they name. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-docs-'));
  await mkdir(join(folder, 'jobs'));
  const about = { title: 'Late', version: '1.0.0', licence: 'CC0-1.0', source: 'the docs', datasets: [] };
  await writeFile(join(folder, 'lab.json'), JSON.stringify({ ...about, ...JSON.parse(block('json')) }));
  await writeFile(join(folder, 'jobs', 'late_deliveries.py'), block('python'));
  ({ definition } = await readSeedFolder(folder));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const the = <T>(list: readonly T[]): T => {
  const [only, ...others] = list;
  if (only === undefined || others.length > 0) throw new Error(`there are ${list.length} of them`);
  return only;
};

describe('the second job of docs/jobs.md', () => {
  test('is ten lines of definition', () => {
    expect(block('json').trimEnd().split('\n')).toHaveLength(10);
  });

  test('adds a table, a script and a job, but no schedule', () => {
    const ofIt = resourceIds(lab, definition).filter(id => /late/.test(id));
    expect(ofIt).toEqual([
      'table/daybreak_spec.tbl_late_deliveries',
      'script/late-deliveries',
      'job/daybreak-late-deliveries',
    ]);
  });

  test('becomes a Glue job of the smallest size, with the names of the lab it is in', () => {
    expect(job(glue, lab, the(definition.jobs), 'arn:aws:iam::123456789012:role/x').desired()).toEqual({
      description: '',
      role: 'arn:aws:iam::123456789012:role/x',
      script: 's3://daybreak-assets-123456789012-us-east-1/jobs/late-deliveries.py',
      glueVersion: '5.0',
      workerType: 'G.1X',
      workers: 2,
      timeout: 10,
      arguments: {
        '--sot_database': 'daybreak_sot',
        '--spec_database': 'daybreak_spec',
        '--spec_bucket': 'daybreak-spec-123456789012-us-east-1',
      },
    });
  });

  test('becomes a table with the columns that the script writes', () => {
    const { columns, partitionKeys } = table(glue, lab, the(definition.tables)).desired();
    expect(columns).toMatchObject([
      { name: 'customer_state', type: 'string' },
      { name: 'purchase_month', type: 'date' },
      { name: 'orders', type: 'bigint' },
      { name: 'late', type: 'bigint' },
      { name: 'late_share', type: 'double' },
    ]);
    expect(partitionKeys).toMatchObject([{ name: 'anomesdia', type: 'string' }]);
  });
});

test('the docs give the same cost of a scheduled run as a report', () => {
  const cost = runCost({ workerType: 'G.1X', workers: 2, timeoutMinutes: 10 });
  const [least, most] = [...cost.matchAll(/\$([\d.]+)/g)].map(([, amount]) => Number(amount));
  const [inDocs, longest] = [/= \$(0\.0\d+)/, /= \$(0\.1\d+)/].map(each => Number(each.exec(docs)?.[1]));
  expect(least).toBeCloseTo(inDocs ?? 0, 3);
  expect(most).toBeCloseTo(longest ?? 0, 2);
  for (const [runs, amounts] of [
    [1, '$0.44 in 30 days | $4.40 in 30 days'],
    [24, '$10.56 in 30 days | $3.52 a day, $105.60 in 30 days'],
    [96, '$42.24 in 30 days | $14.08 a day, $422.40 in 30 days'],
  ] as const) {
    expect(docs.replaceAll(/ +/g, ' ')).toContain(amounts);
    expect(amounts).toContain(`$${((runs * 30 * 2 * 0.44) / 60).toFixed(2)} in 30 days`);
  }
});
