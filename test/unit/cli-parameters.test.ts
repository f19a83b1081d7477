import { checkParameters, parseParameters, stackParameters } from '../../cli/deploy/parameters.ts';
import { UsageError } from '../../cli/errors.ts';

const declared = {
  LabName: {},
  SeedUri: {},
  MaxSeedGiB: { AllowedPattern: '^[1-9][0-9]{0,4}$', ConstraintDescription: 'a whole number of GiB' },
  RolePath: {},
};

describe('parameters of the stack', () => {
  test('a value may have equals signs in it, and may be empty', () => {
    expect(parseParameters(['RolePath=/a=b/', 'Datasets='])).toEqual({ RolePath: '/a=b/', Datasets: '' });
  });

  test.each(['MaxSeedGiB', '=3', 'Max Seed=3'])('%s is bad usage', text =>
    expect(() => parseParameters([text])).toThrow(UsageError),
  );

  test('what has an option of its own says so', () => {
    expect(() => parseParameters(['SeedUri=s3://x'])).toThrow('use --seed');
    expect(() => parseParameters(['LabName=x'])).toThrow('use --lab');
  });

  test('one given twice is bad usage', () => {
    expect(() => parseParameters(['A=1', 'A=2'])).toThrow('twice');
  });

  test('an unknown one names those that there are', () => {
    expect(() => checkParameters(declared, { Foo: '1' })).toThrow('It has MaxSeedGiB, RolePath.');
  });

  test("a value that CloudFormation would refuse is refused in the template's words", () => {
    expect(() => checkParameters(declared, { MaxSeedGiB: '0' })).toThrow(
      "'0' is no value for MaxSeedGiB: a whole number of GiB.",
    );
    expect(() => checkParameters(declared, { MaxSeedGiB: '20' })).not.toThrow();
  });

  test('an update keeps what is not given, and new parameters take their defaults', () => {
    expect(stackParameters(declared, { LabName: 'lab' }, ['LabName', 'SeedUri', 'Gone'])).toEqual([
      { ParameterKey: 'LabName', ParameterValue: 'lab' },
      { ParameterKey: 'SeedUri', UsePreviousValue: true },
    ]);
  });

  test('an empty value is a value: it brings the sample back', () => {
    expect(stackParameters(declared, { SeedUri: '' }, ['SeedUri'])).toEqual([
      { ParameterKey: 'SeedUri', ParameterValue: '' },
    ]);
  });
});
