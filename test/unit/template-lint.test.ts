import { synthesize } from '../../infra/synthesize.ts';
import { cfnLint } from '../cfn-lint.ts';

/** Milliseconds. The first run installs cfn-lint. */
const patience = 180_000;

test(
  'cfn-lint has nothing to say about the template, no error and no warning',
  async () => {
    const { template } = await synthesize();
    expect(await cfnLint(template)).toEqual([]);
  },
  patience,
);

test('cfn-lint would say so', async () => {
  const broken = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } } };
  expect(await cfnLint(JSON.stringify(broken))).toEqual([
    expect.stringMatching(/^E3002 at Resources\/Queue.*Colour/),
  ]);
});
