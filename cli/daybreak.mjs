#!/usr/bin/env node
// Plain JavaScript, so that any Node from 20 on runs it. Everything else is TypeScript, which needs Node 24; the npm
// package `node` provides one, so the command works on machines with an older Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';

const wantedNode = 24;
const relaunchedMark = 'DAYBREAK_RELAUNCHED';

const fail = message => {
  console.error(message);
  process.exitCode = 1;
};

/** Path of the Node from the lockfile; undefined before `npm ci`. */
const lockedNode = () => {
  try {
    const path = createRequire(import.meta.url).resolve('node/bin/node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
};

/** Runs this file on another Node: same terminal, same arguments. Its exit code or signal becomes ours. */
const relaunch = node => {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [relaunchedMark]: '1' },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // Ctrl-C reaches every foreground process, including the child: passing it on would be a second one.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of signals)
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
    });
  child.once('error', error => fail(`Cannot run ${node}: ${error.message}. Run \`npm ci\` again.`));
  child.once('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exit(code ?? 1);
    process.kill(process.pid, signal);
    // If we are still alive, the signal is ignored here: use the exit code of a process that a signal ended.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
  });
};

const start = async () => {
  if (!existsSync(new URL('../node_modules', import.meta.url)))
    return fail("Daybreak's packages are not installed. Run `npm ci` in the repository first.");
  if (Number.parseInt(process.versions.node, 10) >= wantedNode) {
    delete process.env[relaunchedMark];
    const { watchLastWords } = await import('./last-words.ts');
    watchLastWords();
    const { main } = await import('./main.ts');
    process.exitCode = await main(process.argv.slice(2));
    return;
  }
  const node = lockedNode();
  if (node === undefined || process.env[relaunchedMark] !== undefined)
    return fail(
      `Daybreak needs Node ${wantedNode} or newer, but this is ${process.version}. ` +
        'Run `npm ci`, which installs one, or install it yourself.',
    );
  relaunch(node);
};

await start();
