import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface Step {
  readonly command: string;
  /** Lines of its answer, in order; `…` stands for anything. */
  readonly answer: readonly string[];
}

/** The commands of a document's console blocks, with the answers that it shows. */
const stepsOf = (text: string): readonly Step[] =>
  [...text.matchAll(/^```console\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(part => {
        const [command = '', ...answer] = part.trimEnd().split('\n');
        return { command, answer };
      }),
  );

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patternOf = (line: string): RegExp =>
  new RegExp(`^${line.trim().split('…').map(quoted).join('.*').replaceAll(/\s+/g, '\\s+')}$`);

/** The first shown line that the output does not have after those before; undefined if it has all. */
const missing = (answer: readonly string[], output: string): string | undefined => {
  const lines = output.split('\n').map(line => line.trim());
  let at = 0;
  for (const wanted of answer.filter(line => line.trim() !== '…' && line.trim() !== '')) {
    const found = lines.findIndex((line, index) => index >= at && patternOf(wanted).test(line));
    if (found === -1) return wanted;
    at = found + 1;
  }
  return undefined;
};

const steps = stepsOf(await readFile(join(root, 'docs/first-lab.md'), 'utf8'));

let checkout: string;

/** A checkout of its own, so that the local AWS of this one is left alone. */
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'daybreak-first-lab-'));
  const left = new Set(['node_modules', '.daybreak', '.git', 'dist', 'test']);
  await cp(root, checkout, {
    recursive: true,
    filter: source => source === root || !left.has(source.slice(root.length + 1)),
  });
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  await mkdir(join(checkout, '.daybreak'));
  for (const shared of ['venv', 'spark'])
    if (existsSync(join(root, '.daybreak', shared)))
      await symlink(join(root, '.daybreak', shared), join(checkout, '.daybreak', shared));
});
afterAll(async () => {
  await run('npx daybreak down --local --wipe');
  await rm(checkout, { recursive: true, force: true });
});

const run = (command: string): Promise<{ readonly output: string; readonly code: unknown }> =>
  new Promise(resolve =>
    execFile('/bin/sh', ['-c', command], { cwd: checkout }, (error, stdout, stderr) =>
      resolve({ output: `${stdout}\n${stderr}`, code: error === null ? 0 : error.code }),
    ),
  );

test('an answer that lacks a line is found', () => {
  expect(missing(['…', 'a  b', 'c …'], 'x\na b\ny\nc 12\n')).toBeUndefined();
  expect(missing(['c …', 'a b'], 'a b\nc 12\n')).toBe('a b');
  expect(missing(['a'], 'ab')).toBe('a');
});

const needsSpark = ({ command }: Step): boolean => command.includes('--run-job');

test('every step of the first lab answers what docs/first-lab.md shows', async () => {
  expect(steps.length).toBeGreaterThan(10);
  for (const step of steps) {
    if (needsSpark(step) && !existsSync(join(root, '.daybreak', 'spark'))) continue;
    // npx would look for the package in the registry if the shell were elsewhere.
    const { output, code } = await run(step.command);
    expect({ ...step, code, missing: missing(step.answer, output), output }).toEqual({
      ...step,
      code: 0,
      missing: undefined,
      output,
    });
  }
}, 600_000);
