import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const file = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** SHA-256 of https://www.apache.org/licenses/LICENSE-2.0.txt */
const apache2 = 'cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30';

test('LICENSE is the license that package.json names, unmodified', () => {
  const { license } = JSON.parse(file('package.json'));
  const text = file('LICENSE');
  const [, name, version] = /^\s*(Apache) License\s+Version (2\.0), January 2004\n/.exec(text) ?? [];
  expect(`${name}-${version}`).toBe(license);
  expect(createHash('sha256').update(text).digest('hex')).toBe(apache2);
});
