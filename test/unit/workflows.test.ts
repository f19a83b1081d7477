import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../.github/workflows');

/** What the steps of a workflow use that this repository does not have. */
const usedBy = (workflow: string): readonly string[] =>
  [...workflow.matchAll(/^[\s-]*['"]?uses['"]?\s*:\s*(.+?)\s*$/gm)].flatMap(([, used = '']) =>
    /^['"]?[.][/]/.test(used) ? [] : [used],
  );

/** A tag can be moved to other code, and a commit can't; the version is for people, and for Dependabot. */
const isPinned = (used: string): boolean =>
  /^[\w.-]+(?:[/][\w.-]+)+@[0-9a-f]{40} # v\d+[.]\d+[.]\d+$/.test(used);

test('an action that is not pinned is told from one that is', () => {
  const commit = 'fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09';
  const workflow = (used: string) =>
    `jobs:\n  a:\n    steps:\n      - uses: ${used}\n      - name: b\n        uses: ./here\n`;
  const pinned = (used: string) => usedBy(workflow(used)).map(isPinned);
  expect(pinned(`actions/checkout@${commit} # v5.1.0`)).toEqual([true]);
  for (const loose of [
    'actions/checkout@v5',
    `actions/checkout@${commit}`,
    `a/b@${commit.slice(1)} # v5.1.0`,
    'docker://alpine:3',
  ])
    expect(pinned(loose)).toEqual([false]);
});

test('every action of a workflow is pinned to a commit, with its version beside it', async () => {
  const used = await Promise.all(
    (await readdir(folder)).map(async name =>
      usedBy(await readFile(join(folder, name), 'utf8')).map(action => ({ name, action })),
    ),
  );
  expect(used.flat().filter(({ action }) => !isPinned(action))).toEqual([]);
  expect(used.flat().length).toBeGreaterThan(5);
});

test('one action has one version in all workflows', async () => {
  const versions = new Map<string, Set<string>>();
  for (const name of await readdir(folder))
    for (const used of usedBy(await readFile(join(folder, name), 'utf8'))) {
      const [action = '', version = ''] = used.split('@');
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    }
  expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
});
