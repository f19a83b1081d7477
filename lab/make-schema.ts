import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { labSourceSchema } from './source-definition.ts';

/** The schema that editors use; `npm run generate` writes it. */
export const labSchemaFile = new URL('./lab.schema.json', import.meta.url);

/**
 * JSON Schema of a lab definition as its author writes it. `parseLabSource` and `readSeedFolder` find what a schema
 * can't express, such as a table named twice or a missing file.
 */
export const labSchemaJson = (): string => {
  const { $schema, ...schema } = z.toJSONSchema(labSourceSchema, { io: 'input', target: 'draft-2020-12' });
  const titled = {
    $schema,
    $id: 'lab.schema.json',
    title: 'Daybreak lab definition',
    description: 'lab.json as its author writes it: see docs/lab-definition.md',
    ...schema,
  };
  return `${JSON.stringify(titled, null, 2)}\n`;
};

if (import.meta.main) writeFileSync(labSchemaFile, labSchemaJson());
