import { cfnLint } from '../cfn-lint.ts';
import { labTemplate } from '../lab-template.ts';

test('cfn-lint has nothing to say about the template, no error and no warning', async () => {
  expect(await cfnLint(await labTemplate())).toEqual([]);
});

test('cfn-lint would say so', async () => {
  const broken = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } } };
  expect(await cfnLint(JSON.stringify(broken))).toEqual([
    expect.stringMatching(/^E3002 at Resources\/Queue.*Colour/),
  ]);
});
