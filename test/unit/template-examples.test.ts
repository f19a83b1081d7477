import { readdir, readFile } from 'node:fs/promises';
import { rebuildFinished, sandboxReset } from '../../lab/events.ts';
import { cfnLint } from '../cfn-lint.ts';

const folder = new URL('../../docs/templates/', import.meta.url);
const names = (await readdir(folder)).sort();
const read = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');

test.each(names)('cfn-lint finds nothing in the example %s', async name => {
  expect(await cfnLint(await read(name))).toEqual([]);
});

test.each([
  ['reset-sender.yaml', sandboxReset],
  ['sandbox-events.yaml', sandboxReset],
  ['sandbox-events.yaml', rebuildFinished],
  ['ready-counter.yaml', rebuildFinished],
])('%s names the event as Daybreak does', async (name, { source, detailType }) => {
  const text = await read(name);
  expect(text).toContain(source);
  expect(text).toContain(detailType);
});
