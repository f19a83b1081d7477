#!/usr/bin/env node
import { watchLastWords } from '../../cli/last-words.ts';

/* The command as a package: cli/daybreak.mjs without the search for a Node that runs TypeScript. */

const oldest = 22;

if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(
    `Daybreak needs Node ${oldest} or newer, but this is ${process.version}: https://nodejs.org/en/download`,
  );
  process.exitCode = 1;
} else {
  watchLastWords();
  // Later, because an older Node may not even read it.
  const { main } = await import('../../cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
