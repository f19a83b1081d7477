import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What each part may import besides itself, as patterns of paths. */
const mayImport: Readonly<Record<string, readonly RegExp[]>> = {
  lab: [],
  page: [/^lab\//, /^reconcile\//],
  reconcile: [/^lab\//],
  functions: [/^lab\//, /^reconcile\//, /^page\//, /^data\/olist-sample\//],
  // Only a step's declarations; its code is bundled as a file.
  infra: [
    /^lab\//,
    /^reconcile\//,
    /^statemachine\//,
    /^data\/olist-sample\/parts\.ts$/,
    /^functions\/(?:all|frame\/declaration|[^/]+\/function)\.ts$/,
  ],
  statemachine: [/^lab\//],
  data: [/^lab\//],
  sql: [],
  'local-aws': [/^(?:lab|sql)\//],
  cli: [/^(?:lab|page|reconcile|infra|statemachine|data|local-aws|sql)\//],
  release: [/^(?:cli|infra|lab|local-aws)\//],
};

const sourcesOf = (part: string): readonly string[] =>
  readdirSync(join(root, part), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));

/** The files of the repository that a file imports in any way, including types, as paths from the root. */
const importsOf = (file: string): readonly string[] => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...found].map(([, specifier = '']) => join(dirname(file), specifier));
};

test.each(Object.entries(mayImport))('%s imports only what it is allowed to', (part, allowed) => {
  const wrong = sourcesOf(part).flatMap(file =>
    importsOf(file)
      .filter(path => !path.startsWith(`${part}/`) && !allowed.some(pattern => pattern.test(path)))
      .map(path => `${file} imports ${path}`),
  );
  expect(wrong).toEqual([]);
});

test('a page is made without AWS: only page/ask asks it', () => {
  const outside = sourcesOf('page').filter(file => !file.startsWith('page/ask/'));
  expect(outside.filter(file => /@aws-sdk/.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  expect(
    outside.filter(file => importsOf(file).some(path => /^(?:reconcile|page\/ask)\//.test(path))),
  ).toEqual([]);
});

test('no part is left out', () => {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  expect([...Object.keys(mayImport), 'test', '*.ts'].sort()).toEqual([...include].sort());
});

test('every way of importing is found', () => {
  const seen = (file: string) => importsOf(file).map(path => path.split('/')[0]);
  expect(seen('cli/daybreak.mjs')).toContain('cli');
  expect(new Set(sourcesOf('functions').flatMap(seen))).toEqual(
    new Set(['functions', 'lab', 'reconcile', 'data', 'page']),
  );
});
