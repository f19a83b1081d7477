import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { type Step, steps } from '../lab/names.ts';

/** Source text of each step's function: CommonJS, minified, ready to be inlined as `index.js`. */
export type Bundles = Readonly<Record<Step, string>>;

const everyStep = z.record(z.enum(steps), z.string());

const functionsFolder = new URL('../functions/', import.meta.url);

const bundle = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node24',
    // An inline function is a single index.js, which Lambda loads as CommonJS.
    format: 'cjs',
    // The runtime brings the SDK along; ours would not fit into a template.
    external: ['@aws-sdk/*'],
    // Glue scripts travel inside the functions that put them into the lab.
    loader: { '.py': 'text' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return output.text;
};

/**
 * Bundles `<folder>/<step>/handler.ts` of every step.
 *
 * @param folder where the steps' folders are, with a last slash
 * @throws esbuild's BuildFailure, which names file and line
 */
export const bundleFunctions = async (folder: URL = functionsFolder): Promise<Bundles> => {
  const entries = await Promise.all(
    steps.map(
      async step => [step, await bundle(fileURLToPath(new URL(`${step}/handler.ts`, folder)))] as const,
    ),
  );
  return z.parse(everyStep, Object.fromEntries(entries));
};
