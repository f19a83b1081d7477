import { checkParameters, parseParameters, stackParameters } from '../../cli/deploy/parameters.ts';
import { UsageError } from '../../cli/errors.ts';

describe('parameters of the stack', () => {
  test('a value may have equals signs in it, and may be empty', () => {
    expect(parseParameters(['RolePath=/a=b/', 'Datasets='])).toEqual({ RolePath: '/a=b/', Datasets: '' });
  });

  test.each(['MaxSeedGiB', '=3', 'Max Seed=3'])('%s is bad usage', text =>
    expect(() => parseParameters([text])).toThrow(UsageError),
  );

  test('a parameter that has its own option is refused with the name of that option', () => {
    expect(() => parseParameters(['SeedUri=s3://x'])).toThrow('use --seed');
    expect(() => parseParameters(['LabName=x'])).toThrow('use --lab');
  });

  test('one given twice is bad usage', () => {
    expect(() => parseParameters(['A=1', 'A=2'])).toThrow('twice');
  });

  test('an unknown parameter is refused with the names of the known ones', () => {
    expect(() => checkParameters({ Foo: '1' })).toThrow(/It has Datasets, MaxSeedGiB, .*, RolePath\.$/);
  });

  test("a value that CloudFormation would refuse is refused in the template's words", () => {
    expect(() => checkParameters({ MaxSeedGiB: '0' })).toThrow(
      "'0' is not a valid MaxSeedGiB: a whole number of GiB, from 1 to 99999.",
    );
    expect(() => checkParameters({ MaxSeedGiB: '20' })).not.toThrow();
  });

  test('an update keeps parameters that are not given, and new ones take their defaults', () => {
    expect(stackParameters({ LabName: 'lab' }, ['LabName', 'SeedUri', 'Gone'])).toEqual([
      { ParameterKey: 'LabName', ParameterValue: 'lab' },
      { ParameterKey: 'SeedUri', UsePreviousValue: true },
    ]);
  });

  test('an empty value is a value: it brings the sample back', () => {
    expect(stackParameters({ SeedUri: '' }, ['SeedUri'])).toEqual([
      { ParameterKey: 'SeedUri', ParameterValue: '' },
    ]);
  });
});
