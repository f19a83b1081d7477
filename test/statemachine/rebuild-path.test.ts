import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../faults/rebuild-path.ts', import.meta.url));

/*
 * Calls, and milliseconds of waiting for them at 50 ms each. A rebuild that takes fewer: write its numbers here. One that
 * takes more: `node test/faults/rebuild-path.ts --calls` lists the calls. Is the new one needed, and does it have to wait
 * for those before it?
 */
const budget = {
  first: { calls: 218, milliseconds: 1500 },
  unchanged: { calls: 134, milliseconds: 1050 },
};

test('a rebuild of the sample makes as many calls as it has to, and waits for them as long as it has to', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json']);
  expect(JSON.parse(stdout)).toMatchObject(budget);
});
