import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { documents, proseOf, root } from '../documents/markdown.ts';

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

const linksIn = (text: string): readonly string[] =>
  [
    ...[...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
    ...[...proseOf(text).matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, link = '']) => link),
  ].filter(link => !/^[a-z]+:/.test(link));

test('every link between documents leads to a file, and to a heading that is there', async () => {
  const broken: string[] = [];
  let count = 0;
  for (const document of await documents()) {
    for (const link of linksIn(await readFile(join(root, document), 'utf8'))) {
      count += 1;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(root, document) : join(root, dirname(document), path);
      if (!existsSync(target) || relative(root, target).startsWith('..')) broken.push(`${document}: ${link}`);
      else if (anchor !== undefined && !anchorsIn(await readFile(target, 'utf8')).includes(anchor))
        broken.push(`${document}: ${link} (no such heading)`);
    }
  }
  expect(broken).toEqual([]);
  expect(count).toBeGreaterThan(100);
});
