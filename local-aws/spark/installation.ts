import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { OnProgress } from '../options.ts';
import { ensurePythonEnvironment } from '../python/environment.ts';
import { ensureS3aJars } from './jars.ts';
import { ensureJava } from './java.ts';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

const Installation = z.object({ python: z.string(), javaHome: z.string(), jars: z.string() });
/** The Spark of Glue 5.0, and what it needs to use S3. */
export type SparkInstallation = Readonly<z.infer<typeof Installation>>;

/** Written last: without it, the installation is incomplete. */
const recordOf = (folder: string): string => join(folder, 'daybreak-spark.json');

/**
 * Installs Spark into a folder, unless it is already there.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut | NoJava | ArtifactFailed}
 */
export const ensureSpark = async (folder: string, onProgress?: OnProgress): Promise<SparkInstallation> => {
  const wanted = {
    what: 'Spark',
    progress: `Installing Spark into ${folder} (only once, 0.7 GB)`,
    folder,
    requirements,
    pipOptions: [],
  };
  const python = await ensurePythonEnvironment(wanted, onProgress);
  const found = await findSpark(folder);
  if (found) return found;
  const jars = join(folder, 's3a-jars');
  const javaHome = await ensureJava(folder, onProgress);
  await ensureS3aJars(jars, onProgress);
  await writeFile(recordOf(folder), `${JSON.stringify({ python, javaHome, jars }, null, 2)}\n`);
  return { python, javaHome, jars };
};

/** The Spark in a folder, if it is complete and its Java still exists. */
export const findSpark = async (folder: string): Promise<SparkInstallation | undefined> => {
  try {
    const spark = Installation.parse(JSON.parse(await readFile(recordOf(folder), 'utf8')));
    const needed = [spark.python, join(spark.javaHome, 'bin', 'java'), spark.jars];
    return needed.every(existsSync) ? spark : undefined;
  } catch {
    return undefined;
  }
};
