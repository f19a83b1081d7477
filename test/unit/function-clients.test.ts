import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { declarations } from '../../functions/all.ts';
import { sampleAsData } from '../../infra/bundle.ts';
import { type LabFunctionName, labFunctions } from '../../lab/names.ts';

const client = z.object({
  name: z.string(),
  middlewares: z.array(z.string()),
  config: z.object({
    followRegionRedirects: z.optional(z.boolean()),
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
const clientsOf = async (name: LabFunctionName) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    loader: { '.py': 'text' },
    plugins: [sampleAsData],
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

test.each(labFunctions)('a call that hangs costs %s only a part of its time', async name => {
  const clients = await clientsOf(name);
  expect(clients).not.toEqual([]);
  const most = (declarations[name].timeout * 1_000) / 4;
  for (const { requestHandler } of clients.map(({ config }) => config)) {
    expect(requestHandler.connectionTimeout).toBeLessThan(most);
    expect(requestHandler.requestTimeout).toBeLessThanOrEqual(most);
    expect(requestHandler.socketTimeout).toBeLessThanOrEqual(most);
  }
});

// The endpoint reads only the lab's own bucket, not the seed.
test.each(labFunctions.filter(name => name !== 'api'))('%s follows S3 to another region', async name => {
  const s3 = (await clientsOf(name)).filter(made => made.name === 'S3Client');
  expect(s3.filter(({ config }) => config.followRegionRedirects !== true)).toEqual([]);
});

/** A lab can do without what they do, and gets it with the next rebuild. */
const optional = ['CloudWatchClient', 'EventBridgeClient', 'LakeFormationClient', 'SNSClient'];

test.each(labFunctions)('%s waits for its role, if the stack has just created it', async name => {
  for (const made of await clientsOf(name))
    if (name === 'destroy' || !optional.includes(made.name)) expect(made.middlewares).toEqual(['forNewRole']);
});
