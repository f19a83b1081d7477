import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OnProgress } from '../options.ts';
import { hasCode } from '../processes.ts';
import { mavenCentral, mavenFolder } from './repository.ts';

/** A file of Maven Central. */
export interface Artifact {
  /** Relative to a repository's address. */
  readonly path: string;
  /** SHA-512 of Maven Central's file when we chose it; the file also agreed with the repository's .sha1. */
  readonly sha512: string;
}

export class ArtifactFailed extends Error {
  override readonly name = 'ArtifactFailed';
  constructor(url: string, why: string) {
    super(
      `Could not get ${url}: ${why}. If Maven Central is blocked here, name a mirror in ~/.m2/settings.xml, ` +
        'or put the file into ~/.m2/repository under the same path.',
    );
  }
}

/**
 * Puts an artifact at a path, from Maven's local repository or by download, unless it is there already.
 * @throws ArtifactFailed
 */
export const ensureArtifact = async (
  artifact: Artifact,
  target: string,
  onProgress?: OnProgress,
): Promise<void> => {
  if (await isWhole(target, artifact)) return;
  const kept = join(mavenFolder, 'repository', artifact.path);
  if (await isWhole(kept, artifact)) await copyFile(kept, target);
  else await download(artifact, target, onProgress);
};

const isWhole = async (file: string, { sha512 }: Artifact): Promise<boolean> => {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha512;
};

const download = async (artifact: Artifact, target: string, onProgress?: OnProgress): Promise<void> => {
  const url = `${await mavenCentral()}/${artifact.path}`;
  onProgress?.(`Downloading ${url}`);
  const draft = `${target}.${randomUUID()}`;
  try {
    const answer = await fetch(url);
    if (!answer.ok || !answer.body) throw new Error(`the answer was ${answer.status}`);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(draft));
    if (!(await isWhole(draft, artifact))) throw new Error('its checksum is wrong');
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw new ArtifactFailed(url, hasCode(error, 'ENOSPC') ? 'the disk is full' : reason(error));
  }
};

/** `fetch` only says that it failed; its cause says why. */
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
