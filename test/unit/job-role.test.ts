import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { job } from '../../reconcile/kinds/job.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';

const lab = { name: 'sales', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const policySchema = z.object({
  Statement: z.array(
    z.object({
      Action: z.union([z.string(), z.array(z.string())]),
      Resource: z.union([z.string(), z.array(z.string())]),
    }),
  ),
});

const { policy } = jobRole(new IAMClient({ region: lab.region }), lab, {
  permissionsBoundary: '',
  path: '/',
}).desired();
const { Statement } = z.parse(policySchema, policy);

/** Whether the policy, which has no Deny, allows this; `*` matches anything. */
const allows = (action: string, arn: string): boolean =>
  Statement.some(
    ({ Action, Resource }) =>
      [Action].flat().includes(action) &&
      [Resource].flat().some(resource =>
        new RegExp(
          `^${resource
            .split('*')
            .map(part => part.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&'))
            .join('.*')}$`,
        ).test(arn),
      ),
  );

const arnOf = (uri: string): string => `arn:aws:s3:::${uri.replace('s3://', '')}`;

test('a job may read every file that it is given, and write its Spark UI logs, at the addresses that Glue has', () => {
  const [visit] = smallDefinition.jobs;
  if (visit === undefined) throw new Error('the small lab has no job');
  const whole = { ...visit, pythonFiles: [{ ...visit.script, key: 'lib/shared.py' }], sparkUi: true };
  const glue = new GlueClient({ region: lab.region });
  const { script, arguments: told } = job(glue, lab, whole, jobRoleArn(lab, '/')).desired();
  const { '--extra-files': files = '', '--extra-py-files': modules = '' } = told;
  for (const uri of [script, files, modules]) {
    expect(allows('s3:GetObject', arnOf(uri))).toBe(true);
    expect(allows('s3:PutObject', arnOf(uri))).toBe(false);
  }
  const kept = arnOf(`${told['--spark-event-logs-path']}events_1_jr_x`);
  for (const action of ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'])
    expect(allows(action, kept)).toBe(true);
  expect(allows('s3:PutObject', arnOf('s3://sales-assets-123456789012-us-east-1/runs/latest.json'))).toBe(
    false,
  );
});

test("a job may write Glue's job logs, in each version's group, and no others", () => {
  const group = (name: string) => `arn:aws:logs:us-east-1:123456789012:log-group:${name}:log-stream:jr_x`;
  for (const name of ['output', 'error', 'logs-v2'])
    expect(allows('logs:PutLogEvents', group(`/aws-glue/jobs/${name}`))).toBe(true);
  expect(allows('logs:PutLogEvents', group('/aws-glue/crawlers'))).toBe(false);
  expect(allows('logs:PutLogEvents', group('/aws/lambda/sales-plan'))).toBe(false);
});

test('a job may read the partitions of every zone, one by one and in batches', () => {
  for (const action of ['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'])
    expect(allows(action, 'arn:aws:glue:us-east-1:123456789012:table/sales_sor/tbl_x')).toBe(true);
});
