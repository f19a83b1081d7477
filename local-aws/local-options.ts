import { fileURLToPath } from 'node:url';
import { localAwsHome } from './options.ts';

/** The local AWS of the checkout that this file belongs to. A release has its own: release/released/local-options.ts. */
export const localOptions = localAwsHome(fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, ''));
