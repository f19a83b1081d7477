import * as z from 'zod/mini';

/** This step takes everything from its input. */
export const environmentSchema = z.object({});
