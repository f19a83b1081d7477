import { npm, writeLocked } from './npm.ts';

/**
 * A CycloneDX document of every package that the template and the command are made of, and of none that only develops
 * them. The project's own lockfile is no source for it: of that, `npm sbom --omit dev` leaves out each package that a
 * developer's tool needs as well.
 *
 * @param manifest the project's package.json
 * @param folder an empty one
 */
export const billOfMaterials = async (
  manifest: { readonly [key: string]: unknown },
  lockfile: string,
  folder: string,
): Promise<string> => {
  const { name, version, license, dependencies } = manifest;
  await writeLocked(folder, { name, version, license, dependencies }, lockfile);
  return npm(
    folder,
    'sbom',
    '--sbom-format',
    'cyclonedx',
    '--sbom-type',
    'application',
    '--package-lock-only',
  );
};
