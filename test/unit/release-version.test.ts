import { checkVersion, NotReleasable } from '../../release/check-version.ts';

const changelog = '# Changelog\n\n## 1.2.3 (2026-11-26)\n\n- New.\n\n## 1.2.2 (2026-10-01)\n';

test.each([
  ['a tag of the same version, which the changelog begins with', 'v1.2.3', changelog],
  ['no tag: a trial', undefined, '# Changelog\n\n## Unreleased\n'],
])('a release can be made with %s', (_, tag, text) => {
  expect(() => checkVersion('1.2.3', tag, text)).not.toThrow();
});

test.each([
  [
    'a tag of another version',
    'v1.2.4',
    changelog,
    /tag is v1[.]2[.]4, and package[.]json has version 1[.]2[.]3/,
  ],
  ['a tag without v', '1.2.3', changelog, /tag v1[.]2[.]3/],
  [
    'a changelog that has not named it yet',
    'v1.2.3',
    '## Unreleased\n\n## 1.2.2\n',
    /begins with "## Unreleased"/,
  ],
  [
    'a changelog that begins with a longer version',
    'v1.2.3',
    '## 1.2.30 (2027-01-01)\n',
    /begins with "## 1[.]2[.]30/,
  ],
  ['an empty changelog', 'v1.2.3', '', /begins with "nothing"/],
])('a release is refused with %s', (_, tag, text, message) => {
  expect(() => checkVersion('1.2.3', tag, text)).toThrow(NotReleasable);
  expect(() => checkVersion('1.2.3', tag, text)).toThrow(message);
});
