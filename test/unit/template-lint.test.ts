import { cfnLint } from '../cfn-lint.ts';
import { labTemplate } from '../lab-template.ts';

test('cfn-lint finds no error and no warning in the template', async () => {
  expect(await cfnLint(await labTemplate())).toEqual([]);
});

test('cfn-lint does find an error', async () => {
  const broken = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } } };
  expect(await cfnLint(JSON.stringify(broken))).toEqual([
    expect.stringMatching(/^E3002 at Resources\/Queue.*Colour/),
  ]);
});
