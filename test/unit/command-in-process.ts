import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../cli/main.ts';

/** The parts of its process that the command uses. */
const used = ['env', 'stdin', 'stdout', 'stderr'] as const;

/**
 * Runs the command as `cli/daybreak.mjs` does, but in this process, without a terminal and without AWS variables. One
 * at a time, because it replaces parts of this process.
 * @param columns of a terminal that stdout is, after all
 */
export const daybreak = async (
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  columns?: number,
) => {
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const [stdin, stdout, stderr] = [
    new PassThrough(),
    Object.assign(new PassThrough(), terminal),
    new PassThrough(),
  ];
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  };
  const before = used.map(name => [name, Object.getOwnPropertyDescriptor(process, name) ?? {}] as const);
  for (const [name, value] of Object.entries({ env, stdin, stdout, stderr }))
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: true });
  const written = Promise.all([text(stdout), text(stderr)]);
  let code: number;
  try {
    code = await main(args);
  } finally {
    for (const [name, descriptor] of before) Object.defineProperty(process, name, descriptor);
    stdout.end();
    stderr.end();
  }
  const [out, err] = await written;
  return { code, stdout: out, stderr: err };
};
