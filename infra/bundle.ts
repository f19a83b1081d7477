import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod/mini';
import * as sample from '../data/olist-sample/parts.ts';
import { daybreakVersion } from '../lab/daybreak-version.ts';
import { type LabFunctionName, labFunctions } from '../lab/names.ts';
import { inlineCode } from './inline-code.ts';

/** Text of each function, ready to be inlined as `index.js`. */
export type Bundles = Readonly<Record<LabFunctionName, string>>;

const everyFunction = z.record(z.enum(labFunctions), z.string());

const functionsFolder = new URL('../functions/', import.meta.url);

/**
 * Loads modules that read a file as the data that they export, because functions have no such files. esbuild drops the
 * keys of JSON that nobody imports.
 */
export const filesAsData: Plugin = {
  name: 'files as data',
  setup: ({ onLoad }) => {
    const asData = (filter: RegExp, exported: object) =>
      onLoad({ filter }, () => ({ contents: JSON.stringify(exported), loader: 'json' }));
    asData(/[\\/]olist-sample[\\/]parts[.]ts$/, sample);
    asData(/[\\/]lab[\\/]daybreak-version[.]ts$/, { daybreakVersion });
  },
};

/** A function's code, and where in the sources each part of it comes from. */
export interface Bundle {
  readonly code: string;
  /** A source map, as JSON. */
  readonly map: string;
}

const bundle = async (entry: string): Promise<Bundle> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    // Names are short, too: `npm run trace` finds the sources of a stack trace.
    minify: true,
    // So that a reader can find a position from a stack trace.
    lineLimit: 1000,
    outfile: fileURLToPath(new URL('../index.js', import.meta.url)),
    sourcemap: 'external',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    // An inline function is a single index.js, which Lambda loads as CommonJS.
    format: 'cjs',
    // `import()` becomes `require()`: see inlineCode.
    supported: { 'dynamic-import': false },
    // The runtime includes the SDK; a bundled one would not fit into a template.
    external: ['@aws-sdk/*'],
    loader: { '.py': 'text' },
    plugins: [filesAsData],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [map, code] = outputFiles;
  if (map === undefined || code === undefined) throw new Error(`esbuild produced no output for ${entry}`);
  return { code: code.text, map: map.text };
};

/**
 * Bundles `<folder>/<name>/handler.ts`.
 *
 * @param folder where the functions' folders are, with a trailing slash
 * @throws esbuild's BuildFailure, which names file and line
 */
export const bundleFunction = (name: LabFunctionName, folder: URL = functionsFolder): Promise<Bundle> =>
  bundle(fileURLToPath(new URL(`${name}/handler.ts`, folder)));

/**
 * The text of every function of `<folder>/<name>/handler.ts`.
 *
 * @param folder where the functions' folders are, with a trailing slash
 * @throws esbuild's BuildFailure, which names file and line
 */
export const bundleFunctions = async (folder: URL = functionsFolder): Promise<Bundles> => {
  const entries = await Promise.all(
    labFunctions.map(async name => {
      const { code } = await bundleFunction(name, folder);
      return [name, inlineCode(name, code)] as const;
    }),
  );
  return z.parse(everyFunction, Object.fromEntries(entries));
};
