/**
 * `npm run bench:cold [-- [<template>] [--loads <n>]]`: the CPU time that each function takes to load in a new process,
 * compared with the same code unpacked or with the functions of another template. A small Lambda function has a seventh
 * of a CPU, so this is what a cold start waits for. The two are loaded alternately, so that a busy machine slows both:
 * look at the ratio of their medians.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod/mini';
import { synthesize } from '../../infra/synthesize.ts';
import { labFunctions } from '../../lab/names.ts';

const { values, positionals } = parseArgs({
  options: { loads: { type: 'string', default: '21' } },
  allowPositionals: true,
});
const loads = Number(values.loads);

const run = promisify(execFile);

const functionSchema = z.object({
  Code: z.object({ ZipFile: z.string() }),
  FunctionName: z.unknown(),
  Environment: z.optional(z.object({ Variables: z.record(z.string(), z.unknown()) })),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.optional(z.unknown()) })),
});

/** Functions of a template, by their names without the lab's. */
const functionsOf = (template: string) => {
  const all = Object.values(z.parse(templateSchema, JSON.parse(template)).Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => z.parse(functionSchema, Properties));
  return labFunctions.map(name => {
    const found = all.find(({ FunctionName }) => JSON.stringify(FunctionName).includes(`}-${name}"`));
    if (found === undefined) throw new Error(`the template has no function ${name}`);
    return { name, code: found.Code.ZipFile, variables: Object.keys(found.Environment?.Variables ?? {}) };
  });
};

const nodePath = fileURLToPath(new URL('../../node_modules', import.meta.url));
const measure =
  'const start = process.cpuUsage(); require(process.argv[1]); const { user, system } = process.cpuUsage(start);' +
  'console.log((user + system) / 1000); process.exit()';

/** Milliseconds of CPU time that `require` of a file takes in a new process. */
const load = async (file: string, variables: readonly string[]): Promise<number> => {
  const env = {
    ...Object.fromEntries(variables.map(name => [name, 'x'])),
    NODE_PATH: nodePath,
    AWS_REGION: 'eu-west-1',
  };
  return Number((await run(process.execPath, ['-e', measure, file], { env })).stdout);
};

const placed = async (folder: string, code: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'index.js');
  await writeFile(file, code);
  return file;
};

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[loads >> 1] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'daybreak-cold-'));
try {
  const [other] = positionals;
  const before = other === undefined ? undefined : functionsOf(await readFile(other, 'utf8'));
  console.log('  before    after  ratio');
  for (const { name, code, variables } of functionsOf((await synthesize()).template)) {
    const after = await placed(join(folder, name, 'after'), code);
    const plain =
      before?.find(each => each.name === name)?.code ?? (await run(process.execPath, [after])).stdout;
    const times = { before: [] as number[], after: [] as number[] };
    const first = await placed(join(folder, name, 'before'), plain);
    for (let n = 0; n < loads; n += 1) {
      times.before.push(await load(first, variables));
      times.after.push(await load(after, variables));
    }
    const [old, now] = [median(times.before), median(times.after)];
    console.log(
      `${old.toFixed(1).padStart(5)} ms ${now.toFixed(1).padStart(5)} ms  ${(now / old).toFixed(3)}  ${name}`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
