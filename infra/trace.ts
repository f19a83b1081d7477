/** `npm run trace`: reads stack traces of functions from the standard input and prints them with places in the sources. */
import { text } from 'node:stream/consumers';
import { sourcePlaces } from './source-places.ts';

if (process.stdin.isTTY)
  console.error('Paste a stack trace of a function, or its log lines, and end with Ctrl-D.');
process.stdout.write(await sourcePlaces(await text(process.stdin)));
