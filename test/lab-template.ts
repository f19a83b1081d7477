import { join } from 'node:path';
import { keptTemplate } from '../infra/kept-template.ts';
import { withLock } from '../local-aws/lock.ts';

const root = join(import.meta.dirname, '..');
const home = join(root, '.daybreak');

/**
 * The template of the current sources, made once by the first test that needs it, while tests in other workers wait.
 * @throws whatever a mistake in the sources causes
 */
export const labTemplate = (): Promise<string> =>
  withLock(join(home, 'template.lock'), () =>
    keptTemplate({
      root,
      folder: join(home, 'template'),
      build: async () => {
        const { synthesize } = await import('../infra/synthesize.ts');
        return (await synthesize()).template;
      },
    }),
  );
