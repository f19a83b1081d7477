import { WorkerType } from '@aws-sdk/client-glue';
import * as z from 'zod/mini';

/*
 * Settings as the kinds compare them, and as a repair or an adoption saves those that it displaces. They were written by a
 * run, but anybody who can write to the assets bucket may have changed them.
 */

const text = z.optional(z.string());
const texts = z.optional(z.record(z.string(), z.string()));
const columns = z.optional(
  z.array(z.strictObject({ name: z.string(), type: z.string(), comment: z.string() })),
);
/** A document of IAM or CloudWatch: what is in it, the service checks. */
const document = z.optional(z.record(z.string(), z.json()));

export const savedTable = z.strictObject({
  description: text,
  location: text,
  columns,
  partitionKeys: columns,
  inputFormat: text,
  outputFormat: text,
  serde: text,
  serdeParameters: texts,
  classification: text,
  headerLines: text,
  tableType: text,
});

export const savedDatabase = z.strictObject({ description: text, location: text });

export const savedWorkgroup = z.strictObject({
  description: text,
  resultLocation: text,
  enforced: z.optional(z.boolean()),
  scanCutoff: z.optional(z.number()),
  enabled: z.optional(z.boolean()),
  encryption: text,
});

export const savedQuery = z.strictObject({ description: text, sql: text });

export const savedDashboard = z.strictObject({ text, body: document });

export const savedRole = z.strictObject({
  description: text,
  trust: document,
  boundary: text,
  policy: document,
});

export const savedJob = z.strictObject({
  description: text,
  role: text,
  script: text,
  glueVersion: text,
  /** Empty: the job had none. */
  workerType: z.optional(z.union([z.enum(WorkerType), z.literal('')])),
  workers: z.optional(z.number()),
  timeout: z.optional(z.number()),
  securityConfiguration: text,
  arguments: texts,
});

export const savedTrigger = z.strictObject({
  description: text,
  schedule: text,
  actions: z.optional(
    z.array(
      z.strictObject({
        JobName: text,
        CrawlerName: text,
        SecurityConfiguration: text,
        Timeout: z.optional(z.number()),
        Arguments: texts,
        NotificationProperty: z.optional(z.strictObject({ NotifyDelayAfter: z.optional(z.number()) })),
      }),
    ),
  ),
  enabled: z.optional(z.boolean()),
});
