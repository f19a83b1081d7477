import fc from 'fast-check';
import { withSubstitutions } from '../../infra/substitutions.ts';
import { deploy } from '../deployed-template.ts';

const template = (value: unknown): string =>
  JSON.stringify({
    Parameters: { LabName: { Default: 'sales-lab' } },
    Conditions: {},
    Resources: { Role: { Type: 'AWS::IAM::Role' } },
    Outputs: { Value: { Value: value } },
  });

const part = fc.oneof(
  fc.string().map(text => text.replaceAll('$', '')),
  fc.constantFrom('{LabName}', '}', '{!'),
  fc.constantFrom({ Ref: 'LabName' }, { Ref: 'AWS::AccountId' }, { 'Fn::GetAtt': ['Role', 'Arn'] }),
);

test('a join means the same when it is written as a substitution', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), parts => {
      const join = { 'Fn::Join': ['', parts] };
      const outputs = (value: unknown) => deploy(template(value)).outputs.get('Value');
      expect(withSubstitutions(join)).toHaveProperty('Fn::Sub');
      expect(outputs(withSubstitutions(join))).toBe(outputs(join));
    }),
  );
});

test('what a substitution cannot say stays a join, and everything else stays as it is', () => {
  const kept = [
    { 'Fn::Join': ['-', ['a', 'b']] },
    { 'Fn::Join': ['', { 'Fn::Split': [',', { Ref: 'LabName' }] }] },
    { 'Fn::Join': ['', ['$', '{LabName}', { Ref: 'LabName' }]] },
    { 'Fn::Join': ['', ['a', { 'Fn::Select': ['0', ['b']] }]] },
    { a: ['${LabName}', 1, null, true] },
  ];
  expect(withSubstitutions(kept)).toEqual(kept);
});
