import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mavenCentral } from '../../local-aws/maven/repository.ts';

const mirror = (mirrorOf: string, url: string): string =>
  `<mirror>\n<id>x</id> <mirrorOf> ${mirrorOf} </mirrorOf>\n<url>${url}</url></mirror>`;

test.each([
  ['Central itself without settings', '', 'https://repo1.maven.org/maven2'],
  ['a mirror of everything', mirror('*', 'https://mirror/maven/'), 'https://mirror/maven'],
  ['one of several', mirror('corp', 'https://a') + mirror('corp, central', 'https://b'), 'https://b'],
  [
    'Central itself if a mirror excludes it',
    mirror('*,!central', 'https://a'),
    'https://repo1.maven.org/maven2',
  ],
  [
    'Central itself if a mirror is commented out',
    `<!-- ${mirror('*', 'https://a')} -->`,
    'https://repo1.maven.org/maven2',
  ],
])('jars come from %s', async (_, mirrors, expected) => {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-maven-'));
  const settings = join(folder, 'settings.xml');
  if (mirrors !== '') await writeFile(settings, `<settings><mirrors>${mirrors}</mirrors></settings>`);
  expect(await mavenCentral(settings)).toBe(expected);
  await rm(folder, { recursive: true });
});
