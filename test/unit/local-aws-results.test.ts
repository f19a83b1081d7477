import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ResultWriter } from '../../local-aws/athena/results.ts';

test('a result that is discarded while it is being written takes nothing down', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-results-'));
  for (let n = 0; n < 300; n += 1) {
    const result = new ResultWriter(join(folder, `${n}`), 'DML', ['c']);
    for (let turns = n % 6; turns > 0; turns -= 1) await setImmediate();
    await result.discard();
  }
  await setImmediate();
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
