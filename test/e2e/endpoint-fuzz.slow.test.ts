import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';
import { schemathesis } from './schemathesis.ts';

let testAws: TestAws;

beforeAll(async () => {
  testAws = await startTestAws();
});

afterAll(() => testAws?.stop());

test('the deployed endpoint answers any request as its OpenAPI document says', async () => {
  const { aws } = testAws;
  const stack = new LabStack(testAws, 'daybreak');
  const { ApiUrl = '' } = await stack.deploy({ RebuildOnCreate: 'false' });
  const [api] = new URL(ApiUrl).host.split('.');
  // The local AWS checks that a request is signed, but not the signature; schemathesis cannot sign.
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${aws.account}/20261121/${aws.region}/execute-api/aws4_request, ` +
    'SignedHeaders=host, Signature=0';
  const url = `${aws.endpoint}/_aws/execute-api/${api}/$default`;
  expect(
    await schemathesis(url, { authorization, 'x-amz-security-token': aws.sessionToken ?? '' }, 15),
  ).toBeUndefined();

  const { executions = [] } = await stack.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn }),
  );
  expect(executions.length).toBeGreaterThan(0);
});
