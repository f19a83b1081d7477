import * as z from 'zod/mini';
import { rebuildRequestSchema } from '../../lab/api.ts';
import { problemSchema, runLinkSchema, runStatusSchema } from '../../lab/api-answers.ts';
import { reportSchema } from '../../lab/report.ts';

/** What zod says of every whole number: that it is one JavaScript can count to. */
const withoutLimits = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.type !== 'integer') return;
  delete jsonSchema.minimum;
  delete jsonSchema.maximum;
};

const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output', description: string) => {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, override: withoutLimits });
  return { description, ...json };
};

/** The document's schemas, from those that the handler and the command use. */
export const componentSchemas = {
  RebuildRequest: {
    ...schemaOf(
      rebuildRequestSchema,
      'input',
      "What the endpoint offers of the state machine's input. All of it may be left out. A plan runs no jobs.",
    ),
    not: {
      properties: { action: { const: 'plan' }, runJob: { const: true } },
      required: ['action', 'runJob'],
    },
  },
  RunLink: schemaOf(runLinkSchema, 'output', 'A run, and where to follow it: here, and in the AWS console.'),
  RunStatus: schemaOf(runStatusSchema, 'output', 'How a run fares. Seconds, and times in ISO 8601.'),
  Report: schemaOf(reportSchema, 'output', 'Everything that a run did and proved.'),
  Problem: schemaOf(problemSchema, 'output', 'An error, as RFC 9457 has it. `at` names the wrong field.'),
  GatewayMessage: {
    description: "API Gateway's own errors, which a request meets on its way to the endpoint.",
    type: 'object',
    properties: { message: { type: 'string' } },
  },
} as const;
