import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { commandsOf, needOf, partsOf } from '../documents/commands.ts';
import { blocksOf } from '../documents/markdown.ts';
import { labTemplate } from '../lab-template.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

let folder: string;
let released: string;
/** Of somebody who has nothing but npm: their home, and an empty folder. */
let environment: NodeJS.ProcessEnv;

const within = (name: string): string => join(folder, name);
const daybreak = async (...args: readonly string[]): Promise<string> =>
  (await run('npx', ['daybreak', ...args], { cwd: within('empty'), env: environment })).stdout;
/** What somebody types who has read the package's README. */
const type = async (command: string): Promise<string> =>
  (await run('/bin/sh', ['-c', command], { cwd: within('empty'), env: environment })).stdout;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-release-test-'));
  released = within('release');
  await run(process.execPath, ['release/release.ts', '--into', released], { cwd: root });
  await mkdir(within('empty'));
  await mkdir(within('home'));
  environment = {
    ...process.env,
    HOME: within('home'),
    npm_config_cache: within('npm'),
    PATH: [within('empty/node_modules/.bin'), process.env.PATH].join(delimiter),
  };
});
afterAll(async () => {
  await daybreak('down', '--local', '--wipe').catch(() => {});
  await rm(folder, { recursive: true, force: true });
});

const files = async () => new Set(await readdir(released));

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ integrity: z.optional(z.string()), dev: z.optional(z.boolean()) }),
  ),
});
const readLock = async (path: string) => z.parse(lockfile, JSON.parse(await readFile(path, 'utf8'))).packages;

test('has the template, the command, a bill of materials, and the checksum of each', async () => {
  const sums = (await readFile(join(released, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  const named = sums.map(line => line.split('  '));
  expect(new Set([...named.map(([, name]) => name), 'SHA256SUMS'])).toEqual(await files());
  for (const [sum, name = ''] of named)
    expect(
      createHash('sha256')
        .update(await readFile(join(released, name)))
        .digest('hex'),
    ).toBe(sum);
  expect(await readFile(join(released, 'daybreak.template.json'), 'utf8')).toBe(await labTemplate());
});

test('lists every package that is shipped, with version and licence, and none that only develops', async () => {
  const component = z.object({ name: z.string(), version: z.string(), purl: z.string() });
  const bill = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(component) });
  const { components } = z.parse(
    bill,
    JSON.parse(await readFile(join(released, 'daybreak.cdx.json'), 'utf8')),
  );
  const names = new Set(components.map(({ name }) => name));
  const shipped = Object.entries(await readLock(join(root, 'package-lock.json')))
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(shipped.filter(name => !names.has(name))).toEqual([]);
  expect(shipped.length).toBeGreaterThan(100);
  for (const name of ['jest', 'typescript', 'cdk-nag', 'playwright-core'])
    expect(names.has(name)).toBe(false);
});

test('the command, from its package in an empty folder, builds a lab on Node 22', async () => {
  const tarball = [...(await files())].find(name => name.endsWith('.tgz')) ?? '';
  const install = ['install', '--no-audit', '--no-fund', join(released, tarball), 'node@22'];
  await run('npm', install, { cwd: within('empty'), env: environment });
  const { stdout: node } = await run('node', ['--version'], { env: environment });
  expect(node).toMatch(/^v22[.]/);

  const ours = await readLock(join(root, 'package-lock.json'));
  const theirs = await readLock(within('empty/node_modules/@daybreak-lab/daybreak/npm-shrinkwrap.json'));
  const packages = Object.entries(theirs).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(50);
  expect(packages.filter(([path, { integrity }]) => ours[path]?.integrity !== integrity)).toEqual([]);

  const readme = blocksOf(await readFile(join(root, 'release/README.md'), 'utf8'));
  const [up = '', help = '', ...more] = readme
    .filter(block => needOf(block) === undefined)
    .flatMap(commandsOf)
    .flatMap(({ line }) => partsOf(line));
  expect(more).toEqual([]);
  expect(await type(help)).toContain('Usage: daybreak');
  const built = await type(up);
  expect(built).toContain('npx @daybreak-lab/daybreak query --local');
  // Where nobody has a checkout, a package `daybreak` would be a stranger's, and there are no npm scripts.
  expect(built).not.toMatch(/npx daybreak|npm run/);
  expect(await readdir(within('home/.daybreak'))).toContain('local-aws.json');
  expect(await daybreak('query', '--local', 'select count(*) from tbl_brecommerce_orders')).toContain('9944');
  expect(await daybreak('plan', '--local', '--exit-code')).toMatch(/would change nothing/);
  expect(await daybreak('down', '--local', '--wipe')).toContain('Everything in it is deleted');
});
