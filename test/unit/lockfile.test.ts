import { readdir, readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.optional(z.string()),
      resolved: z.optional(z.string()),
      license: z.optional(z.string()),
      dev: z.optional(z.boolean()),
      inBundle: z.optional(z.boolean()),
    }),
  ),
});

const { packages } = z.parse(
  lockfile,
  JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')),
);
const installed = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, ...entry }));

/** Licences that let us pass a package on, in the template or with the command, if its notice goes along. */
const licences = [
  'Apache-2.0',
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  '(MIT OR GPL-3.0-or-later)',
];

test('the lockfile has a hash of every package, also of those for other platforms', () => {
  expect(installed.length).toBeGreaterThan(400);
  // What comes inside of another package is part of that one's hash.
  const fetched = installed.filter(({ inBundle }) => inBundle !== true);
  expect(fetched.filter(({ integrity }) => integrity?.startsWith('sha512-') !== true)).toEqual([]);
  // All from the registry that npm is set to: nothing from an address of its own.
  expect(fetched.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test('what is passed on to users has a licence that allows it', () => {
  const shipped = installed.filter(({ dev }) => dev !== true);
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.filter(({ license = 'none' }) => !licences.includes(license))).toEqual([]);
});

test('every Python package that is installed has one version and its hashes', async () => {
  const root = new URL('../../', import.meta.url);
  const files: string[] = [];
  for (const folder of ['local-aws', 'test'])
    for (const name of await readdir(new URL(folder, root), { recursive: true }))
      if (name.endsWith('requirements.txt')) files.push(`${folder}/${name}`);
  expect(files.length).toBeGreaterThan(9);
  for (const file of files) {
    const entries = (await readFile(new URL(file, root), 'utf8'))
      .split(/\n(?=\S)/)
      .filter(entry => entry !== '' && !entry.startsWith('#'));
    expect(entries).not.toEqual([]);
    const loose = entries.filter(
      entry => !/^[A-Za-z0-9._-]+(\[[a-z0-9, -]+\])?==\S+[\s\S]*--hash=sha256:[0-9a-f]{64}/.test(entry),
    );
    expect([file, loose]).toEqual([file, []]);
  }
});
