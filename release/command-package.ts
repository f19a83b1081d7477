import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { bundleCommand } from './bundle-command.ts';
import { copyInPlace, writeWithin } from './files.ts';
import { released } from './names.ts';
import { npm, writeLocked } from './npm.ts';

const manifestSchema = z.object({
  version: z.string(),
  description: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
});
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.optional(z.string()) })),
});

/** What the command needs besides what it imports. */
const neededToo = (name: string): boolean =>
  // The lab's functions use it on the local AWS; AWS's own runtime has it.
  name.startsWith('@aws-sdk/') ||
  // Athena's grammars, which are bundled when they are first needed: sql/grammar.ts.
  name === 'antlr4ng' ||
  name === 'dt-sql-parser';

/** The packages that the released command needs, in the versions of the lockfile. @throws Error for one that it lacks */
const dependenciesOf = (
  imported: readonly string[],
  manifest: z.infer<typeof manifestSchema>,
  lock: z.infer<typeof lockSchema>,
): Record<string, string> => {
  const wanted = new Set([...imported, ...Object.keys(manifest.dependencies).filter(neededToo)]);
  return Object.fromEntries(
    [...wanted].sort().map(name => {
      const version = lock.packages[`node_modules/${name}`]?.version;
      if (version === undefined || manifest.dependencies[name] === undefined)
        throw new Error(`the command imports ${name}, which is not in the dependencies of package.json`);
      return [name, version];
    }),
  );
};

/**
 * Makes the command's package for npm: bundled code, the files that it reads, the template, and the lockfile's versions
 * of what it imports.
 *
 * @param root the checkout
 * @param folder an empty one to make it in
 * @param into where the tarball goes
 * @returns the tarball's file name
 */
export const packCommand = async (
  root: string,
  folder: string,
  into: string,
  template: string,
): Promise<string> => {
  const read = (name: string) => readFile(join(root, name), 'utf8');
  const manifest = z.parse(manifestSchema, JSON.parse(await read('package.json')));
  const lockText = await read('package-lock.json');
  const { code, files, packages } = await bundleCommand();
  const { version, description, license } = manifest;
  const own = {
    name: released.name,
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=22' },
    bin: {
      daybreak: 'daybreak.js',
      'daybreak-install-athena': 'install-athena.js',
      'daybreak-install-spark': 'install-spark.js',
    },
    dependencies: dependenciesOf(packages, manifest, z.parse(lockSchema, JSON.parse(lockText))),
    publishConfig: { access: 'public' },
  };
  for (const [name, content] of code) await writeWithin(folder, name, content);
  for (const file of [...files, 'LICENSE', 'NOTICE']) await copyInPlace(root, file, folder);
  await writeWithin(folder, 'README.md', await read('release/README.md'));
  await writeWithin(folder, 'daybreak.template.json', template);
  await writeLocked(folder, own, lockText);
  // npm installs a package's own versions only if it brings a shrinkwrap.
  await rename(join(folder, 'package-lock.json'), join(folder, 'npm-shrinkwrap.json'));
  const packed = await npm(folder, 'pack', '--json', '--pack-destination', into);
  const [{ filename } = { filename: '' }] = z.parse(
    z.array(z.object({ filename: z.string() })),
    JSON.parse(packed),
  );
  return filename;
};
