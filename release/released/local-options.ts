import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalAwsOptions } from '../../local-aws/options.ts';

/** Where npm has put the packages: beside this one, or within it. */
const modules = createRequire(import.meta.url)
  .resolve('@aws-sdk/client-s3/package.json')
  .split('@aws-sdk')[0];

/**
 * The local AWS of whoever runs the command: npx keeps a package in a cache, which is no place for data.
 * `DAYBREAK_HOME` chooses another folder.
 */
export const localOptions: LocalAwsOptions = {
  home: process.env.DAYBREAK_HOME ?? join(homedir(), '.daybreak'),
  projectRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
  ...(modules === undefined ? {} : { modules }),
};
