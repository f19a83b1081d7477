import { fileURLToPath } from 'node:url';

/** The program of the front. In a release it is another file: release/released/front-program.ts. */
export const frontProgram = fileURLToPath(new URL('main.ts', import.meta.url));
