import { script, seedDefinition } from '../../../data/olist-sample/definition.ts';
import { seedFiles } from '../../../data/olist-sample/generate.ts';
import type { Scale } from '../../../data/olist-sample/scale.ts';
import type { NewSeed } from './new-seed.ts';

/** The built-in sample's tables at another scale, with its job, queries and smoke tests. */
export const generatedSeed = (scale: Scale): NewSeed => ({
  files: [
    ...seedFiles(scale).flatMap(({ files }) => files),
    { key: script.key, chunks: () => [script.content] },
  ],
  definition: () => seedDefinition(scale),
});
