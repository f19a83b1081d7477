import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { declarations } from '../../functions/all.ts';
import { filesAsData } from '../../infra/bundle.ts';
import type { LabFunctionName } from '../../lab/names.ts';

/** A client's configuration, in milliseconds. */
const client = z.object({
  name: z.string(),
  middlewares: z.array(z.string()),
  config: z.object({
    followRegionRedirects: z.optional(z.boolean()),
    maxAttempts: z.optional(z.number()),
    requestHandler: z.object({
      connectionTimeout: z.number(),
      requestTimeout: z.number(),
      socketTimeout: z.number(),
      throwOnRequestTimeout: z.literal(true),
    }),
  }),
});

const requireIt = createRequire(import.meta.url);

/** The AWS clients that a function's handler creates when it starts. */
export const clientsOf = async (name: LabFunctionName) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    loader: { '.py': 'text' },
    plugins: [filesAsData],
  });
  const made: object[] = [];
  /** The SDK, with clients that only record their configuration. */
  const sdk = (module: string) =>
    Object.fromEntries(
      Object.keys(requireIt(module)).map(key => [
        key,
        class {
          readonly middlewareStack;
          constructor(config: unknown) {
            const middlewares: string[] = [];
            this.middlewareStack = {
              add: (_: unknown, { name: added }: { name: string }) => middlewares.push(added),
            };
            if (key.endsWith('Client')) made.push({ name: key, config, middlewares });
          }
        },
      ]),
    );
  const environment = Object.fromEntries(declarations[name].environment.map(variable => [variable, '']));
  const context = createContext({
    ...globalThis,
    console,
    Buffer,
    process: { env: environment, stdout: process.stdout, stderr: process.stderr },
    module: { exports: {} },
    require: (module: string) => (module.startsWith('@aws-sdk/') ? sdk(module) : requireIt(module)),
  });
  runInContext(outputFiles[0]?.text ?? '', context);
  return z.array(client).parse(made);
};
