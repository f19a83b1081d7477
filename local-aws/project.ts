import { fileURLToPath } from 'node:url';
import { localAwsHome } from './index.ts';

/** The checkout that this command belongs to. */
const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The local AWS of this checkout. */
export const localOptions = localAwsHome(projectRoot);
