import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `npm run test:histories` prints about each seed: a hash of all calls with their times, and of the end. */
const digests = async (...given: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const program = fileURLToPath(new URL('histories.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [program, ...given]);
  return new Map(
    [...stdout.matchAll(/^digest of (\d+): (\w+)$/gm)].map(([, seed = '', digest = '']) => [seed, digest]),
  );
};

// Seed 0 kills a run that waits for its job, which must not go on in what follows it in the same process.
test('a seed replays to the same calls and the same end, alone and after any other', async () => {
  const several = await digests('5', '--digests');
  expect(several.size).toBe(5);
  for (const seed of ['0', '4'])
    for (let times = 0; times < 2; times += 1)
      expect((await digests('--seed', seed)).get(seed)).toBe(several.get(seed));
  expect(new Set(several.values()).size).toBe(5);
});
