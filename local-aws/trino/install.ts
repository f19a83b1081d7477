#!/usr/bin/env node
import { visible } from '../../lab/visible.ts';
import { localOptions } from '../local-options.ts';
import { places } from '../options.ts';
import { ensureTrino, trinoVersion } from './installation.ts';

/* Installs the engine that answers for Athena on the local AWS: `npm run athena`. */

try {
  const { java } = await ensureTrino(places(localOptions).trino, message => console.error(visible(message)));
  console.error(`Athena's engine is ready: Trino ${trinoVersion}, on ${java}`);
} catch (error) {
  console.error(visible(error instanceof Error ? error.message : `${error}`));
  process.exitCode = 1;
}
