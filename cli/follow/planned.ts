import * as z from 'zod/mini';
import { seedName } from '../../lab/definition-reference.ts';
import { jsonOf } from '../../lab/json-of.ts';
import type { Report } from '../../lab/report.ts';

const planned = z.object({
  run: z.object({
    title: z.string(),
    version: z.string(),
    synthetic: z.boolean(),
    mostDollarsPerDay: z.optional(z.number()),
    definition: z.discriminatedUnion('from', [
      z.object({ from: z.literal('sample') }),
      z.object({ from: z.literal('seed'), uri: z.string(), etag: z.string() }),
      z.object({ from: z.literal('lost'), uri: z.string(), written: z.array(z.string()) }),
    ]),
  }),
});

/** What a run works with. A run that writes a report has it there. */
export type Planned = Pick<Report, 'definition' | 'mostDollarsPerDay'>;

/** From the answer of the Plan step. */
export const plannedOf = (output: string | undefined): Planned | undefined => {
  const parsed = z.safeParse(planned, jsonOf(output));
  if (!parsed.success) return undefined;
  const { title, version, synthetic, definition, mostDollarsPerDay } = parsed.data.run;
  return { definition: { title, version, synthetic, seed: seedName(definition) }, mostDollarsPerDay };
};
