import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** A file of a job, by its content. */
export interface JobFile {
  /** Where it was read: `s3://bucket/key`, or its key in the seed. */
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

const Trusted = z.array(z.object({ name: z.string(), sha256: z.string(), trustedAt: z.string() }));

export interface TrustPlaces {
  /** What the user has trusted: content, not names, because a seed's author can replace a file. */
  readonly trusted: string;
  readonly projectRoot: string;
}

/** What a script can do, after a subject in the singular. */
export const whatScriptsCanDo =
  'would run on this machine as you: it could read, change and delete all your files, and use the network. Read it ' +
  'first';

export const sha256Of = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** The scripts of the built-in sample. */
const ownScripts = async (projectRoot: string): Promise<readonly string[]> => {
  const folder = join(projectRoot, 'data', 'olist-sample', 'jobs');
  return Promise.all((await readdir(folder)).map(name => sha256OfFile(join(folder, name))));
};

const readTrusted = async (file: string): Promise<z.infer<typeof Trusted>> => {
  try {
    return Trusted.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Unreadable is the same as absent: nothing is trusted.
    return [];
  }
};

/** Those that are neither Daybreak's own nor trusted by the user. */
export const untrustedOf = async (
  { trusted, projectRoot }: TrustPlaces,
  files: readonly JobFile[],
): Promise<readonly JobFile[]> => {
  const known = new Set([
    ...(await ownScripts(projectRoot)),
    ...(await readTrusted(trusted)).map(({ sha256 }) => sha256),
  ]);
  return files.filter(({ sha256 }) => !known.has(sha256));
};

/** Remembers that the user trusts these files. */
export const trust = async (places: TrustPlaces, files: readonly JobFile[]): Promise<void> => {
  const { trusted } = places;
  const added = await untrustedOf(places, files);
  const trustedAt = new Date().toISOString();
  const all = [
    ...(await readTrusted(trusted)),
    ...added.map(({ name, sha256 }) => ({ name, sha256, trustedAt })),
  ];
  await mkdir(dirname(trusted), { recursive: true });
  const draft = `${trusted}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, trusted);
};
