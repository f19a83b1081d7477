import { messageOf } from './errors.ts';
import { writeError } from './render/write.ts';

/**
 * Node writes warnings and uncaught errors as they are, and their text can be somebody else's (a file's name, a
 * service's answer). From now on they go the way of all our output.
 */
export const watchLastWords = (): void => {
  // There is none with --no-warnings.
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning');
    process.on('warning', ({ name, message }) => writeError(`${name}: ${message}\n`));
  }
  process.on('uncaughtException', error => {
    writeError(`${messageOf(error)}\n`);
    process.exit(1);
  });
};
