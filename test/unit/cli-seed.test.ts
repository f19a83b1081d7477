import { verifyAnswer } from '../../cli/commands/seed-verify.ts';
import { launchLink, templateUrl } from '../../cli/endpoint/launch-link.ts';
import { withReaders } from '../../cli/endpoint/read-policy.ts';
import { Failed } from '../../cli/errors.ts';
import { nowAndThen } from '../../cli/render/progress.ts';
import { publishedWords, publishingWords } from '../../cli/seed/publish-words.ts';

const seed = { bucket: 'my-bucket', prefix: 'class a/ü+1/' };

describe('the link that launches a lab', () => {
  const link = new URL(launchLink(seed, 'eu-west-1', 'sales'));
  const [path, query] = link.hash.split('?');

  test("opens the console of the bucket's region with a stack ready to be created", () => {
    expect(link.host).toBe('eu-west-1.console.aws.amazon.com');
    expect(link.searchParams.get('region')).toBe('eu-west-1');
    expect(path).toBe('#/stacks/quickcreate');
  });

  test('has the addresses of the template and the seed, whatever characters are in the names', () => {
    expect(Object.fromEntries(new URLSearchParams(query?.replaceAll('+', '%2B')))).toEqual({
      templateURL: 'https://my-bucket.s3.eu-west-1.amazonaws.com/class%20a/%C3%BC%2B1/daybreak.template.json',
      stackName: 'sales-bootstrap',
      param_LabName: 'sales',
      param_SeedUri: 's3://my-bucket/class a/ü+1/',
    });
    expect(query).not.toContain('+');
  });

  test('has a bucket with a dot in its name in the path, because the certificate does not cover it', () => {
    expect(templateUrl({ bucket: 'a.b', prefix: '' }, 'us-east-1')).toBe(
      'https://s3.us-east-1.amazonaws.com/a.b/daybreak.template.json',
    );
  });
});

describe("the bucket's policy", () => {
  const other = { Sid: 'Tls', Effect: 'Deny', Action: 's3:*', Extra: 1 };
  const statements = (policy: string) => JSON.parse(policy).Statement;

  test('lets everyone read under the prefix, and list nothing else', () => {
    const made = JSON.parse(withReaders(undefined, { bucket: 'b', prefix: 'p/' }, 'everyone', 'aws'));
    expect(made).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        { Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/p/*' },
        {
          Principal: '*',
          Action: 's3:ListBucket',
          Resource: 'arn:aws:s3:::b',
          Condition: { StringLike: { 's3:prefix': 'p/*' } },
        },
      ],
    });
    for (const { Sid } of made.Statement) expect(Sid).toMatch(/^DaybreakSeedRead[0-9A-Za-z]+$/);
  });

  test('both statements are for the organisation only', () => {
    const made = statements(withReaders(undefined, seed, { organisation: 'o-a1b2c3d4e5' }, 'aws'));
    for (const { Condition } of made)
      expect(Condition).toMatchObject({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
  });

  test.each([
    ['a list', [other]],
    ['one statement', other],
  ])('keeps what is there, %s, and everything in it', (_, Statement) => {
    const before = JSON.stringify({ Version: '2008-10-17', Id: 'mine', Statement });
    const after = JSON.parse(withReaders(before, seed, 'everyone', 'aws'));
    expect(after).toMatchObject({ Version: '2008-10-17', Id: 'mine' });
    expect(after.Statement).toHaveLength(3);
    expect(after.Statement[0]).toEqual(other);
  });

  test('publishing again changes nothing, and with other readers it changes the readers', () => {
    const once = withReaders(undefined, seed, 'everyone', 'aws');
    expect(JSON.parse(withReaders(once, seed, 'everyone', 'aws'))).toEqual(JSON.parse(once));
    const narrowed = withReaders(once, seed, { organisation: 'o-a1b2c3d4e5' }, 'aws');
    expect(statements(narrowed)).toHaveLength(2);
  });

  test('another seed in the same bucket keeps its readers', () => {
    const first = withReaders(undefined, { bucket: 'b', prefix: 'one/' }, 'everyone', 'aws');
    expect(statements(withReaders(first, { bucket: 'b', prefix: 'two/' }, 'everyone', 'aws'))).toHaveLength(
      4,
    );
  });

  test('one that cannot be parsed is not overwritten', () => {
    expect(() => withReaders('{}', seed, 'everyone', 'aws')).toThrow(Failed);
  });
});

describe('a seed that was verified', () => {
  const counts = { files: 1200, bytes: 3_400_000_000, read: 0 };
  const problem = (key: string) => ({ key, problem: `${key} does not exist.` });

  test('and is not whole ends with 1: a person sees the first problems, a program all of them', () => {
    const problems = Array.from({ length: 1051 }, (_, i) => problem(`t/${i}`));
    const { document, text, failure } = verifyAnswer('s3://b/p/', '123456789012', { ...counts, problems });
    expect(text.split('\n')).toHaveLength(51);
    expect(text.split('\n').at(-1)).toBe('… and 1,001 more: see them with --json.');
    expect(failure).toBe('s3://b/p/ is not intact: 1,051 problems.');
    expect(document).toMatchObject({ whole: false, problems, title: null });
  });
});

describe('publishing', () => {
  const counts = { uploaded: 3, skipped: 9, bytes: 1_200_000_000, resumed: 0 };

  test('tells how far it is, and what it did', () => {
    expect(publishingWords({ ...counts, files: 40, done: 1_300_000_000, total: 3_400_000_000 })).toBe(
      '12 of 40 files, 1.3 GB of 3.4 GB',
    );
    expect(publishedWords(counts)).toBe('3 files (1.2 GB) published, 9 in place');
    expect(publishedWords({ ...counts, skipped: 0, resumed: 5_000_000 })).toBe(
      '3 files (1.2 GB) published, 5.0 MB left by an interrupted upload',
    );
  });

  test('has news at most once a second, however many files there are', () => {
    const said: string[] = [];
    let now = 0;
    const say = nowAndThen(
      text => said.push(text),
      () => now,
    );
    for (; now < 2500; now += 10) say(String(now));
    expect(said).toEqual(['1000', '2000']);
  });
});
