import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OnProgress } from '../options.ts';
import { mavenCentral, mavenFolder } from './maven.ts';

interface Jar {
  /** Relative to a repository's address. */
  readonly path: string;
  /** SHA-512 of Maven Central's file on 2026-11-21; it agreed with the repository's .sha1. */
  readonly sha512: string;
}

/** S3A of the Hadoop in PySpark 3.5.4 (3.3.4), and the AWS SDK that this S3A was built with. */
const s3aJars: readonly Jar[] = [
  {
    path: 'org/apache/hadoop/hadoop-aws/3.3.4/hadoop-aws-3.3.4.jar',
    sha512:
      'b48a67a6af0b9885c05459b81d97ec07c30e30f889f6730966771d6a6d70cb3e856c29661b17c16a62a07044a4655467d682147b52a89651a137d146181fc284',
  },
  {
    path: 'com/amazonaws/aws-java-sdk-bundle/1.12.262/aws-java-sdk-bundle-1.12.262.jar',
    sha512:
      '4231e69dfc4b952575579d5310e97abfc931f44f2184a71ce2072970d12623200f3adb346fea131c75c515188f665ae7912d2516becc14307cda144acb52e3f6',
  },
];

export class JarFailed extends Error {
  override readonly name = 'JarFailed';
  constructor(url: string, why: string) {
    super(
      `Could not get ${url}: ${why}. If Maven Central is blocked here, name a mirror in ~/.m2/settings.xml, ` +
        'or put the file into ~/.m2/repository under the same path.',
    );
  }
}

/** Puts the jars that Spark needs for S3 into a folder, from Maven's local repository or by download. */
export const ensureS3aJars = async (folder: string, onProgress?: OnProgress): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const jar of s3aJars) {
    const target = join(folder, basename(jar.path));
    if (await isWhole(target, jar)) continue;
    const kept = join(mavenFolder, 'repository', jar.path);
    if (await isWhole(kept, jar)) await copyFile(kept, target);
    else await download(jar, target, onProgress);
  }
};

const isWhole = async (file: string, { sha512 }: Jar): Promise<boolean> => {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha512;
};

const download = async (jar: Jar, target: string, onProgress?: OnProgress): Promise<void> => {
  const url = `${await mavenCentral()}/${jar.path}`;
  onProgress?.(`Downloading ${url}`);
  const draft = `${target}.${randomUUID()}`;
  try {
    const answer = await fetch(url);
    if (!answer.ok || !answer.body) throw new Error(`the answer was ${answer.status}`);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(draft));
    if (!(await isWhole(draft, jar))) throw new Error('its checksum is wrong');
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw new JarFailed(url, reason(error));
  }
};

/** `fetch` only says that it failed; its cause says why. */
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
