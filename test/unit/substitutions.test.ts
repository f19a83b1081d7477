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
const underscored = { 'Fn::Join': ['_', { 'Fn::Split': ['-', { Ref: 'LabName' }] }] };
const anyPart = fc.oneof(
  part,
  fc.constantFrom(
    underscored,
    { 'Fn::Sub': ['${Name}', { Name: underscored }] },
    { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'LabName' }] }] },
    { 'Fn::Join': ['', ['a:', { Ref: 'LabName' }]] },
  ),
);
const outputs = (value: unknown) => deploy(template(value)).outputs.get('Value');

test('a join means the same when it is written as a substitution', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), parts => {
      const join = { 'Fn::Join': ['', parts] };
      expect(withSubstitutions(join)).toHaveProperty('Fn::Sub');
      expect(outputs(withSubstitutions(join))).toBe(outputs(join));
    }),
  );
});

test('a join of what CloudFormation computes means the same, and is never longer', () => {
  fc.assert(
    fc.property(fc.array(anyPart, { minLength: 1, maxLength: 12 }), parts => {
      const join = { 'Fn::Join': ['', parts] };
      const written = withSubstitutions(join);
      expect(outputs(written)).toBe(outputs(join));
      expect(JSON.stringify(written).length).toBeLessThanOrEqual(JSON.stringify(join).length);
    }),
  );
});

test('an ARN with a computed part is one string', () => {
  const parts = ['arn:', { Ref: 'AWS::Partition' }, ':glue:::database/', underscored, '_sor'];
  expect(withSubstitutions({ 'Fn::Join': ['', parts] })).toEqual({
    'Fn::Sub': ['arn:${AWS::Partition}:glue:::database/${v0}_sor', { v0: underscored }],
  });
});

test('what a substitution cannot say stays a join, and everything else stays as it is', () => {
  const kept = [
    { 'Fn::Join': ['-', ['a', 'b']] },
    { 'Fn::Join': ['', { 'Fn::Split': [',', { Ref: 'LabName' }] }] },
    { 'Fn::Join': ['', ['$', '{LabName}', { Ref: 'LabName' }]] },
    { 'Fn::Join': ['', ['a', { 'Fn::ImportValue': 'b' }]] },
    { 'Fn::Join': ['', [underscored, 'b']] },
    { a: ['${LabName}', 1, null, true] },
  ];
  expect(withSubstitutions(kept)).toEqual(kept);
});
