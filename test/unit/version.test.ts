import { readFileSync } from 'node:fs';
import { daybreakVersion } from '../../lab/version.ts';

test("the version in reports and in the command is the package's", () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(daybreakVersion).toBe(version);
});
