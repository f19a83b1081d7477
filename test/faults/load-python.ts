import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Makes job scripts text modules, as in the bundles of the functions. */
registerHooks({
  load: (url, context, nextLoad) =>
    url.endsWith('.py')
      ? {
          format: 'module',
          source: `export default ${JSON.stringify(readFileSync(fileURLToPath(url), 'utf8'))}`,
          shortCircuit: true,
        }
      : nextLoad(url, context),
});
