import { messageOf } from '../../cli/errors.ts';
import { writeError } from '../../cli/render/write.ts';
import { places } from '../options.ts';
import { localOptions } from '../project.ts';
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
