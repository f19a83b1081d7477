import { fileURLToPath } from 'node:url';

/** The program of the front, bundled beside the command. */
export const frontProgram = fileURLToPath(new URL('../../front.js', import.meta.url));
