import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.optional(z.string()),
      resolved: z.optional(z.string()),
      inBundle: z.optional(z.boolean()),
    }),
  ),
});

test('the lockfile has a hash of every package, also of those for other platforms', async () => {
  const { packages } = z.parse(
    lockfile,
    JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')),
  );
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(400);
  // What comes inside of another package is part of that one's hash.
  const fetched = installed.filter(([, { inBundle }]) => inBundle !== true);
  expect(fetched.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)).toEqual([]);
  // All from the registry that npm is set to: nothing from an address of its own.
  expect(fetched.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
