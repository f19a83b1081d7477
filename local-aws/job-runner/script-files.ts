import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type JobFile, sha256OfFile } from '../trust.ts';
import type { runFolder } from './run-folders.ts';

export interface ScriptFiles {
  readonly script: string;
  /** For Python's search path: the folder with the single files, and each archive. */
  readonly modules: readonly string[];
  /** Everything that was fetched. */
  readonly files: readonly JobFile[];
}

/** Why a script can't run. */
export class NoScript extends Error {
  override readonly name = 'NoScript';
}

/** Fetches a job's script and the files that its arguments name, laid out as in Glue. @throws NoScript */
export const fetchScript = async (
  s3: S3Client,
  location: string,
  args: Readonly<Record<string, string>>,
  { work, modules }: ReturnType<typeof runFolder>,
): Promise<ScriptFiles> => {
  if (!location.endsWith('.py'))
    throw new NoScript(
      `The script ${location || 'of this job'} is not a Python file (.py), and only those run on the local AWS.`,
    );
  for (const folder of [work, modules]) await mkdir(folder, { recursive: true });
  const files: JobFile[] = [];
  const fetched = async (address: string, folder: string): Promise<string> => {
    const path = await fetchInto(s3, address, folder);
    files.push({ name: address, sha256: await sha256OfFile(path) });
    return path;
  };
  const script = await fetched(location, work);
  for (const file of listed(args['--extra-files'])) await fetched(file, work);
  const imported: string[] = [];
  for (const file of listed(args['--extra-py-files'])) imported.push(await fetched(file, modules));
  return { script, modules: [modules, ...imported.filter(file => !file.endsWith('.py'))], files };
};

const listed = (addresses = ''): string[] =>
  addresses
    .split(',')
    .map(address => address.trim())
    .filter(address => address !== '');

const fetchInto = async (s3: S3Client, address: string, folder: string): Promise<string> => {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  if (Bucket === undefined || Key === undefined) throw new NoScript(`${address} is not an address in S3.`);
  const file = join(folder, basename(Key));
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (Body instanceof Readable) await pipeline(Body, createWriteStream(file));
    return file;
  } catch (error) {
    throw new NoScript(`${address} could not be read: ${error instanceof Error ? error.message : error}`);
  }
};
