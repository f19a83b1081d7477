import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type LabFunctionName, labFunctions } from '../lab/names.ts';
import { bootstrapApp } from './bootstrap-stack.ts';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { withSubstitutions } from './substitutions.ts';

/** Bytes. CloudFormation accepts 1,000,000; the rest is reserved for future parts. */
export const templateLimit = 500_000;

export interface Synthesis {
  /** The template: one line of JSON, the same for the same sources. */
  readonly template: string;
  /** Bytes of each function in it. */
  readonly bundles: Readonly<Record<LabFunctionName, number>>;
}

/** The template is too large; the message names the largest function. */
export class TemplateTooLarge extends Error {
  override readonly name = 'TemplateTooLarge';
}

const sizes = z.record(z.enum(labFunctions), z.number());

const refuseTooLarge = ({ template, bundles }: Synthesis, limit: number): void => {
  const bytes = Buffer.byteLength(template);
  if (bytes <= limit) return;
  const [largest] = Object.entries(bundles).sort(([, a], [, b]) => b - a);
  throw new TemplateTooLarge(
    `The template has ${bytes} bytes, more than the limit of ${limit}. The largest function is ` +
      `${largest?.[0]} with ${largest?.[1]} bytes: look at what it imports`,
  );
};

/**
 * Makes the template that `npm run synth` writes, in memory.
 *
 * @param functions the bundles; default: made from functions/
 * @param limit bytes
 * @throws TemplateTooLarge, and esbuild's BuildFailure
 */
export const synthesize = async (functions?: Bundles, limit = templateLimit): Promise<Synthesis> => {
  const code = functions ?? (await bundleFunctions());
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-synth-'));
  try {
    const { app, stack } = bootstrapApp(code, folder);
    const { template } = app.synth().getStackArtifact(stack.artifactId);
    const made = {
      template: JSON.stringify(withSubstitutions(template)),
      bundles: z.parse(
        sizes,
        Object.fromEntries(Object.entries(code).map(([name, text]) => [name, Buffer.byteLength(text)])),
      ),
    };
    refuseTooLarge(made, limit);
    return made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
