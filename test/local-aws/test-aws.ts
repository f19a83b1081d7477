import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clientEnvironment,
  type LocalAws,
  localAwsHome,
  places,
  startLocalAws,
  wipeLocalAws,
} from '../../local-aws/index.ts';

const projectRoot = join(import.meta.dirname, '../..');

export interface TestAws {
  readonly aws: LocalAws;
  /** Empties the account. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A local AWS for one test, in a temporary folder, on any free port; only the Python environment is shared.
 * @param environment for the server, and so for the functions, such as a recording endpoint
 * @param withSpark whether job runs use the checkout's Spark; otherwise they find none, even if it is installed
 * @param withTrino whether queries run on the checkout's Trino, likewise
 */
export const startTestAws = async (
  environment: Readonly<Record<string, string>> = {},
  { withSpark = false, withTrino = false } = {},
): Promise<TestAws> => {
  const home = await mkdtemp(join(tmpdir(), 'daybreak-test-'));
  const { venv, spark, trino } = places(localAwsHome(projectRoot));
  const options = {
    home,
    projectRoot,
    venv,
    ...(withSpark ? { spark } : {}),
    ...(withTrino ? { trino } : {}),
  };
  const aws = await startLocalAws(options, { environment });
  return {
    aws,
    async reset() {
      const answer = await fetch(`${aws.endpoint}/_ministack/reset`, {
        method: 'POST',
        headers: { 'x-daybreak-secret': aws.secret ?? '' },
      });
      if (!answer.ok) throw new Error(`the local AWS could not be reset: ${answer.status}`);
    },
    async stop() {
      await wipeLocalAws(options);
      await rm(home, { recursive: true, force: true });
    },
  };
};

/** Points the AWS SDK clients that this process creates from now on at a local AWS. */
export const useTestAws = ({ aws }: TestAws): void => {
  for (const [name, value] of Object.entries(clientEnvironment(aws))) process.env[name] = value;
};
