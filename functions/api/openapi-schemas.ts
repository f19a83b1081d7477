import * as z from 'zod/mini';
import { rebuildRequestSchema } from '../../lab/api.ts';
import { problemSchema, runLinkSchema, runStatusSchema } from '../../lab/api-answers.ts';
import { reportSchema } from '../../lab/report.ts';

/** Removes the limits that zod gives every integer: those of JavaScript's safe integers. */
const withoutLimits = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.type !== 'integer') return;
  delete jsonSchema.minimum;
  delete jsonSchema.maximum;
};

const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output', description: string) => {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, override: withoutLimits });
  return { description, ...json };
};

/** The document's schemas, made from those that the handler and the command use. */
export const componentSchemas = {
  RebuildRequest: {
    ...schemaOf(
      rebuildRequestSchema,
      'input',
      "The part of the state machine's input that the endpoint offers. Every key may be left out. A plan runs no jobs.",
    ),
    not: {
      properties: { action: { const: 'plan' }, runJob: { const: true } },
      required: ['action', 'runJob'],
    },
  },
  RunLink: schemaOf(runLinkSchema, 'output', 'A run, and where to follow it: here, and in the AWS console.'),
  RunStatus: schemaOf(
    runStatusSchema,
    'output',
    'The progress and result of a run. Durations in seconds, times in ISO 8601.',
  ),
  Report: schemaOf(reportSchema, 'output', 'Everything that a run did and verified.'),
  Problem: schemaOf(
    problemSchema,
    'output',
    'An error, as in RFC 9457. `at` names the wrong field or header.',
  ),
  GatewayMessage: {
    description: "API Gateway's own errors, before a request reaches the endpoint.",
    type: 'object',
    properties: { message: { type: 'string' } },
  },
} as const;
