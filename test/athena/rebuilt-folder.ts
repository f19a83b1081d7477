import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import type { TestAws } from '../local-aws/test-aws.ts';

/**
 * Publishes a folder, and builds a lab from it.
 * @param name of the lab
 * @returns what asks Athena for the answer of a query
 */
export const rebuiltFrom = async (testAws: TestAws, name: string, folder: string) => {
  const stack = new LabStack(testAws, name);
  await stack.s3.send(new CreateBucketCommand({ Bucket: 'a-seed' }));
  await publishSeed(stack.s3, await readSeedFolder(folder), { bucket: 'a-seed', prefix: `${name}/` });
  await stack.deploy({ SeedUri: `s3://a-seed/${name}/` });
  const { status, cause } = await stack.rebuild();
  if (status !== 'SUCCEEDED') throw new Error(cause);
  const athena = new AthenaClient({
    ...clientConfig(testAws.aws),
    endpoint: testAws.aws.athenaEndpoint ?? '',
  });
  const { account, region } = testAws.aws;
  return (sql: string) => askAthena(athena, sql, `s3://${name}-athena-${account}-${region}/by-hand/`);
};
