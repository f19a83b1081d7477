/**
 * `npm run release [-- --tag v1.2.3] [--into <folder>]`: everything of a release in dist/release/. With a tag, it has to
 * fit package.json and the changelog.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { synthesize } from '../infra/synthesize.ts';
import { daybreakVersion } from '../lab/daybreak-version.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { checkVersion, NotReleasable } from './check-version.ts';
import { packCommand } from './command-package.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const release = async (into: string, tag: string | undefined): Promise<readonly string[]> => {
  const read = (name: string) => readFile(join(root, name), 'utf8');
  checkVersion(daybreakVersion, tag, await read('CHANGELOG.md'));
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  const { template } = await synthesize();
  const named = { template: 'daybreak.template.json', sbom: 'daybreak.cdx.json' };
  await writeFile(join(into, named.template), template);
  const staging = await mkdtemp(join(tmpdir(), 'daybreak-release-'));
  try {
    const tarball = await packCommand(root, join(staging, 'command'), into, template);
    const [manifest, lockfile] = await Promise.all([read('package.json'), read('package-lock.json')]);
    const bill = await billOfMaterials(JSON.parse(manifest), lockfile, join(staging, 'bill'));
    await writeFile(join(into, named.sbom), bill);
    const files = [named.template, tarball, named.sbom];
    const sums = await Promise.all(
      files.map(async file => {
        const sum = createHash('sha256').update(await readFile(join(into, file)));
        return `${sum.digest('hex')}  ${file}\n`;
      }),
    );
    await writeFile(join(into, 'SHA256SUMS'), sums.join(''));
    return [...files, 'SHA256SUMS'];
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};

const { values } = parseArgs({ options: { tag: { type: 'string' }, into: { type: 'string' } } });
const into = resolve(values.into ?? join(root, 'dist', 'release'));
try {
  const files = await release(into, values.tag);
  console.log([`Daybreak ${daybreakVersion} in ${into}:`, ...files.map(file => `  ${file}`)].join('\n'));
} catch (error) {
  if (!(error instanceof NotReleasable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
