import { messageOf } from '../errors.ts';
import { places } from '../local-aws/options.ts';
import { localOptions } from '../project.ts';
import { writeError } from '../render/write.ts';
import { ensureSpark } from './installation.ts';

/* Installs the Spark that job runs on the local AWS need: `npm run spark`. */

try {
  const { python, javaHome } = await ensureSpark(places(localOptions).spark, message =>
    writeError(`${message}\n`),
  );
  writeError(`Spark is ready: ${python}, with the Java at ${javaHome}\n`);
} catch (error) {
  writeError(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
