import { join } from 'node:path';
import { keptTemplate } from '../../infra/kept-template.ts';
import { localOptions } from '../../local-aws/index.ts';

const { home, projectRoot } = localOptions;

/**
 * The bootstrap stack's template, made from the sources unless a template of the same sources was kept. A release brings
 * its own: release/released/make-template.ts.
 */
export const makeTemplate = (): Promise<string> =>
  keptTemplate({
    root: projectRoot,
    folder: join(home, 'template'),
    build: async () => {
      // The CDK and esbuild take a second to load; a kept template saves that.
      const { synthesize } = await import('../../infra/synthesize.ts');
      return (await synthesize()).template;
    },
  });
