/** A release that does not say what it is; the message says what to do. */
export class NotReleasable extends Error {
  override readonly name = 'NotReleasable';
}

const heading = (version: string): string => `## ${version}`;

/**
 * Checks that tag, version and changelog tell of the same release.
 *
 * @param tag `v0.2.0`; undefined for a trial
 * @throws NotReleasable
 */
export const checkVersion = (version: string, tag: string | undefined, changelog: string): void => {
  if (tag === undefined) return;
  if (tag !== `v${version}`)
    throw new NotReleasable(
      `The tag is ${tag}, and package.json has version ${version}: tag v${version}, or run \`npm version\` first.`,
    );
  const headings = changelog.split('\n').filter(line => line.startsWith('## '));
  if (headings[0]?.split(' (')[0]?.trim() !== heading(version))
    throw new NotReleasable(
      `CHANGELOG.md begins with "${headings[0] ?? 'nothing'}": name the release there, as "${heading(version)} (<date>)".`,
    );
};
