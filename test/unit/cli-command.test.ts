import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { examples } from '../../cli/examples.ts';
import { width } from '../../cli/render/table.ts';
import { daybreak } from './command-in-process.ts';

const launcher = fileURLToPath(new URL('../../cli/daybreak.mjs', import.meta.url));

const sampleDefinition = new URL('../../data/olist-sample/lab.json', import.meta.url);

/** The command as a user starts it. */
const started = async (args: readonly string[], environment: NodeJS.ProcessEnv = {}) => {
  const child = spawn(launcher, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve, reject) =>
    child.once('exit', resolve).once('error', reject),
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
};

describe('started as a program, the command', () => {
  test('ends with its exit code, and keeps errors off stdout', async () => {
    expect(await started(['frob'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "unknown command 'frob'. See `npx daybreak --help`.\n",
    });
  });

  test('writes its output to stdout', async () => {
    expect(await started(['plan', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Examples:\n  daybreak plan'),
      stderr: '',
    });
  });

  // Jest has an `Error` of its own, and Node's are not instances of it: in this process the SDK wraps them.
  test('names an endpoint that does not answer', async () => {
    const { code, stderr } = await started(['status'], {
      HOME: '/nonexistent',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('Cannot reach http://127.0.0.1:9')]);
  });
});

describe('the command', () => {
  test.each([
    ['an unknown command', ['frob'], "unknown command 'frob'. See `npx daybreak --help`."],
    ['an unknown option', ['up', '--fast'], "unknown option '--fast'. See `npx daybreak up --help`."],
    ['an invalid name', ['up', '--local', '--lab', 'My_Lab'], "'My_Lab' is not a lab name"],
    ['a missing query', ['query'], "missing required argument 'sql'. See `npx daybreak query --help`."],
    ['an empty query', ['query', ' '], 'The query is empty.'],
    ['a query without quotes', ['query', 'select', '1'], 'Put an argument that has spaces in it in quotes.'],
    ['a parameter without a value', ['up', '--parameter', 'MaxSeedGiB'], 'is not Key=Value'],
    [
      'a seed that does not exist',
      ['up', '--local', '--seed', '/nonexistent/seed'],
      "There is no folder '/nonexistent/seed'",
    ],
    [
      'a seed of another kind',
      ['up', '--local', '--seed', 'https://example.com/'],
      'neither a folder nor s3://',
    ],
    [
      'an address in S3 with a mistake',
      ['up', '--local', '--seed', 's3://UPPER/x'],
      "names the bucket 'UPPER'",
    ],
    ['an empty dataset', ['rebuild', '--local', '--datasets', 'a,,b'], 'has an empty name in it'],
    [
      'none among datasets',
      ['plan', '--local', '--datasets', 'none,orders'],
      'Give it alone, or leave it out',
    ],
    [
      'an id that names nothing to adopt',
      ['rebuild', '--adopt', 'orders'],
      "--adopt 'orders' does not name a resource",
    ],
    [
      'a plan with an id that names nothing to adopt',
      ['plan', '--adopt', 'bucket/'],
      "--adopt 'bucket/' does not name a resource",
    ],
    ['a destroy without the name', ['destroy'], 'Confirm it with --confirm daybreak.'],
    ['env for an account without a region', ['env'], 'Set AWS_REGION'],
    [
      'a destroy with another name',
      ['destroy', '--lab', 'sales', '--confirm', 'daybreak'],
      "--confirm 'daybreak' is not the lab's name, sales.",
    ],
    ['a history of zero runs', ['status', '--local', '--history', '0'], 'give one from 1 to 100'],
    ['a history of too many', ['status', '--local', '--history', '101'], 'give one from 1 to 100'],
    ['down for an AWS account', ['down'], 'add --local'],
    ['down for an AWS account, with --lab,', ['down', '--lab', 'x'], 'npx daybreak destroy --lab x'],
  ])('%s is one clear error, and exit code 2', async (_what, args, message) => {
    const { code, stderr } = await daybreak(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n +at /);
    expect(code).toBe(2);
  });

  test('a key in lab.json with control characters is shown escaped in the error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybreak-hostile-'));
    try {
      const sample = JSON.parse(await readFile(sampleDefinition, 'utf8'));
      const withKey = { ...sample, '\u001b[2J\u009b\u202e': 1 };
      await writeFile(join(folder, 'lab.json'), JSON.stringify(withKey));
      const { code, stdout, stderr } = await daybreak(['up', '--local', '--seed', folder]);
      expect(code).toBe(2);
      expect(stderr).toContain('"\\x1b[2J\\x9b\\u202e"');
      expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('without a command it shows the help, and fails', async () => {
    const { code, stdout, stderr } = await daybreak([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Which command?');
  });

  test.each(['up', 'rebuild', 'plan', 'status', 'query', 'env', 'destroy', 'down'])(
    '%s --help has examples and the common options',
    async name => {
      const { code, stdout } = await daybreak([name, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Examples:\n  daybreak ${name}`);
      expect(stdout).toContain('--lab <name>');
    },
  );

  test.each(['create', 'publish'])('seed %s --help has examples, too', async name => {
    const { code, stdout } = await daybreak(['seed', name, '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Examples:\n  daybreak seed ${name}`)]);
  });

  test('common options may come before the command', async () => {
    const { code, stderr } = await daybreak(['--lab', 'Bad!', 'status']);
    expect([code, stderr]).toEqual([2, expect.stringContaining("'Bad!' is not a lab name")]);
  });

  test('with --json stdout is one document, even for an error', async () => {
    const { code, stdout } = await daybreak(['down', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: 'UsageError' });
  });

  test('without a region or credentials it says what to set', async () => {
    const noRegion = await daybreak(['status']);
    expect(noRegion).toMatchObject({ code: 2, stderr: expect.stringContaining('Set AWS_REGION') });
    const noCredentials = await daybreak(['status'], { AWS_REGION: 'us-east-1' });
    expect(noCredentials).toMatchObject({ code: 2, stderr: expect.stringContaining('Set AWS_PROFILE') });
  });

  test.each([40, 60, 80, 120])('help fits into %i columns, and commands stay whole', async columns => {
    for (const [name, text] of Object.entries(examples)) {
      const path =
        name === 'daybreak' ? [] : ['create', 'publish', 'verify'].includes(name) ? ['seed', name] : [name];
      const { stdout } = await daybreak([...path, '--help'], {}, columns);
      const lines = stdout.split('\n');
      const commands = text.split('\n').flatMap(line => /^ {2}(?:\S.*?\S)(?= {4}|$)/.exec(line) ?? []);
      for (const command of commands) expect(lines.filter(line => line.startsWith(command))).not.toEqual([]);
      const tooLong = lines.filter(
        line =>
          width(line) > columns && !commands.some(command => line === command) && line.trim().includes(' '),
      );
      expect([name, tooLong]).toEqual([name, []]);
    }
  });

  test('plan --help says what each exit code means', async () => {
    const { stdout } = await daybreak(['plan', '--help']);
    expect(stdout).toContain('With --exit-code, 0 means that a rebuild would change nothing, and 3');
  });

  test('DAYBREAK_DEBUG=1 adds the stack trace', async () => {
    const { stderr } = await daybreak(['down'], { DAYBREAK_DEBUG: '1' });
    expect(stderr).toMatch(/\n +at /);
  });
});
