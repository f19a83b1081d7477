#!/usr/bin/env node
import { visible } from '../../lab/visible.ts';
import { localOptions } from '../local-options.ts';
import { places } from '../options.ts';
import { ensureSpark } from './installation.ts';

/* Installs the Spark that job runs on the local AWS need: `npm run spark`. */

try {
  const { python, javaHome } = await ensureSpark(places(localOptions).spark, message =>
    console.error(visible(message)),
  );
  console.error(`Spark is ready: ${python}, with Java at ${javaHome}`);
} catch (error) {
  console.error(visible(error instanceof Error ? error.message : `${error}`));
  process.exitCode = 1;
}
