import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { minify } from 'terser';
import * as z from 'zod/mini';
import { type LabFunctionName, labFunctions } from '../lab/names.ts';

/** Source text of each function: CommonJS, minified, ready to be inlined as `index.js`. */
export type Bundles = Readonly<Record<LabFunctionName, string>>;

const everyFunction = z.record(z.enum(labFunctions), z.string());

const functionsFolder = new URL('../functions/', import.meta.url);

/**
 * Glue scripts and the sample's definition travel inside the functions that need them: deflated, since several do, and
 * a template has little room.
 */
const packed: Plugin = {
  name: 'packed',
  setup({ onLoad }) {
    const load = (filter: RegExp, unpacked: (text: string) => string) =>
      onLoad({ filter }, async ({ path }) => {
        const bytes = deflateRawSync(await readFile(path), { level: 9 }).toString('base64');
        const text = `require('node:zlib').inflateRawSync(Buffer.from('${bytes}', 'base64')).toString()`;
        return { loader: 'js', contents: `module.exports = ${unpacked(text)};` };
      });
    load(/\.py$/, text => text);
    load(/[\\/]lab\.json$/, text => `JSON.parse(${text})`);
  },
};

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
    plugins: [packed],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return inSingleQuotes(output.text);
};

/**
 * The same code with its texts in single quotes: the template is JSON, in which each double quote takes two bytes.
 * CloudFormation is not at ease with characters beyond ASCII, so they stay escaped. And without what no part of the
 * bundle uses, of which esbuild leaves some: 20 KB of the template.
 */
const inSingleQuotes = async (code: string): Promise<string> => {
  const printed = await minify(code, {
    compress: { toplevel: true },
    mangle: false,
    format: { quote_style: 1, ascii_only: true },
  });
  if (printed.code === undefined) throw new Error('terser printed nothing');
  return printed.code;
};

/**
 * Bundles `<folder>/<name>/handler.ts` of every function.
 *
 * @param folder where the functions' folders are, with a last slash
 * @throws esbuild's BuildFailure, which names file and line
 */
export const bundleFunctions = async (folder: URL = functionsFolder): Promise<Bundles> => {
  const entries = await Promise.all(
    labFunctions.map(
      async name => [name, await bundle(fileURLToPath(new URL(`${name}/handler.ts`, folder)))] as const,
    ),
  );
  return z.parse(everyFunction, Object.fromEntries(entries));
};
