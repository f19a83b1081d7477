import { bundleCommand } from '../../release/bundle-command.ts';
import { released } from '../../release/names.ts';

test('the command can be bundled for a release, and names the package where a checkout has npm scripts', async () => {
  const { code } = await bundleCommand();
  const texts = [...code.values()].map(bytes => Buffer.from(bytes).toString());
  expect(texts.some(text => text.includes(`npx ${released.name}`))).toBe(true);
  expect(texts.filter(text => /\bnpm run (athena|spark)\b/.test(text))).toEqual([]);
});
