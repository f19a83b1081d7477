import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { up } from '../../cli/commands/up.ts';
import { settleTrust } from '../../cli/deploy/trust.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import type { Progress } from '../../cli/render/progress.ts';
import { readSample } from '../../cli/seed/read-sample.ts';
import type { SeedFolder } from '../../cli/seed/seed-folder.ts';
import { bucketName } from '../../lab/names.ts';
import { seedS3 } from './seed-s3.ts';
import { testSession } from './test-session.ts';

const projectRoot = join(import.meta.dirname, '../..');
const usual = testSession();

let folder: string;
let at: { readonly trusted: string; readonly projectRoot: string };
let memory: ReturnType<typeof seedS3>;
let notes: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-trust-'));
  at = { trusted: join(folder, 'home', 'trusted-scripts.json'), projectRoot };
  memory = seedS3();
  notes = [];
  await mkdir(join(folder, 'jobs'));
  await writeFile(join(folder, 'jobs', 'late.py'), 'print("hello")\n');
});
afterEach(() => rm(folder, { recursive: true }));

const nothing = async () => {};
const progress: Progress = {
  started: nothing,
  doing: nothing,
  ended: nothing,
  note: async text => void notes.push(text),
  close: nothing,
};

/** A seed in a folder, with one job. */
const seed = async (): Promise<SeedFolder> => {
  const sample = await readSample();
  const script = { key: 'jobs/late.py', bytes: 15, crc32: 'AAAAAA==' };
  const [job] = sample.definition.jobs;
  if (job === undefined) throw new Error('the sample has a job');
  const definition = { ...sample.definition, jobs: [{ ...job, name: 'late', script }] };
  return { ...sample, definition, files: [{ ...script, path: join(folder, script.key) }] };
};

const put = (place: string, content: string): void => void memory.objects.set(place, Buffer.from(content));

/** The same seed, published. */
const published = async () => {
  const { definition } = await seed();
  put('seeds/a/lab.json', JSON.stringify(definition));
  put('seeds/a/jobs/late.py', 'print("hello")\n');
  return { uri: 's3://seeds/a/' };
};

const settle = (
  of: Parameters<typeof settleTrust>[2],
  options: { readonly trust?: boolean; readonly runJob?: boolean },
) => settleTrust({ progress }, { ...usual, s3: memory.client }, of, options, at);

const run = { runJob: true };
const refused =
  /job script .*late\.py would run on this machine as you: .*files, and use the network.*--trust/;

test("a stranger's script is refused until it is trusted, and again when it changes", async () => {
  await expect(settle(await seed(), run)).rejects.toThrow(refused);
  await expect(settle(await published(), run)).rejects.toThrow(refused);
  await settle(await published(), { trust: true });
  expect(notes).toEqual(["From now on, this machine runs 1 file of the lab's jobs."]);
  await settle(await published(), run);
  // The same content in a folder.
  await settle(await seed(), run);
  await writeFile(join(folder, 'jobs', 'late.py'), 'print("changed")\n');
  await expect(settle(await seed(), run)).rejects.toThrow(refused);
  await settle(await seed(), { trust: true, runJob: true });
  await settle(await seed(), run);
});

test('a script that somebody put into the lab is asked about, too', async () => {
  put(`${bucketName(usual.lab, 'assets')}/jobs/late.py`, 'print("hello")\n');
  await settle(await published(), { trust: true });
  expect(notes).toEqual(["From now on, this machine runs 1 file of the lab's jobs."]);
  put(`${bucketName(usual.lab, 'assets')}/jobs/late.py`, 'print("edited")\n');
  await expect(settle(await published(), run)).rejects.toThrow(
    `The job script s3://${bucketName(usual.lab, 'assets')}/jobs/late.py would run`,
  );
  await settle(await published(), { trust: true });
  await settle(await published(), run);
});

test('what is trusted is in a file that only its owner can read', async () => {
  await settle(await seed(), { trust: true });
  expect((await stat(at.trusted)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(at.trusted, 'utf8'))).toEqual([
    { name: 'jobs/late.py', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), trustedAt: expect.any(String) },
  ]);
});

test('a damaged file trusts nothing', async () => {
  await settle(await seed(), { trust: true });
  await writeFile(at.trusted, '[{"sha256":1}]');
  await expect(settle(await seed(), run)).rejects.toThrow(refused);
});

test("the sample's scripts need no trust, and without --run-job nothing is asked", async () => {
  await settle(await readSample(), run);
  await settle({ uri: '' }, run);
  await settle(await seed(), {});
});

test('in an account, nothing is asked, and --trust makes no sense', async () => {
  const account = { ...usual, local: undefined, endpoint: undefined, s3: memory.client };
  await settleTrust({ progress }, account, await seed(), run, at);
  const interrupt = interruptOn(new AbortController().signal);
  const target = { labName: 'lab', isLocal: false };
  await expect(
    up({ progress, interrupt, target, ask: undefined }, { trust: true, parameter: [] }),
  ).rejects.toThrow('--trust is about scripts on this machine, so it needs --local');
});
