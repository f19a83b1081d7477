import { bucketName, databaseName, type Lab, zones } from './names.ts';

const placeholder = /\$\{([^}]*)\}/g;

/** The names between `${` and `}` in a text. */
export const placeholdersIn = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].map(([, name]) => name ?? '');

const known: ReadonlyMap<string, (lab: Lab) => string> = new Map(
  zones.flatMap(zone => [
    [zone, (lab: Lab) => databaseName(lab, zone)] as const,
    [`${zone}.bucket`, (lab: Lab) => bucketName(lab, zone)] as const,
  ]),
);

export const unknownPlaceholder = (name: string): boolean => !known.has(name);

/**
 * `${sor}` becomes the zone's database, `${sor.bucket}` its bucket. An unknown name stays; definitions with one are
 * refused.
 */
export const fillPlaceholders = (lab: Lab, text: string): string =>
  text.replaceAll(placeholder, (whole, name: string) => known.get(name)?.(lab) ?? whole);
