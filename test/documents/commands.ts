import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Block, root } from './markdown.ts';

/** A command of a document. */
export interface Command {
  /** As one types it; what a backslash continues is in one line. */
  readonly line: string;
  /** Lines of its answer that a document shows, in order; `…` stands for anything. */
  readonly answer: readonly string[];
}

/** Blocks of commands: those that show answers are `console`, with `$ ` before a command. */
export const isShell = ({ language }: Block): boolean => language === 'sh' || language === 'console';

const joined = (lines: readonly string[]): readonly string[] => {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    if (before?.endsWith('\\') === true) whole.splice(-1, 1, `${before.slice(0, -1)}${line.trim()}`);
    else whole.push(line);
  }
  return whole;
};

/** The commands of a block, in order; none of a block that is not of the shell. */
export const commandsOf = ({ language, code }: Block): readonly Command[] => {
  if (language === 'sh')
    return joined(code.trimEnd().split('\n'))
      .filter(line => line.trim() !== '' && !line.startsWith('#'))
      .map(line => ({ line, answer: [] }));
  if (language !== 'console') return [];
  return code
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const [line = '', ...answer] = part.trimEnd().split('\n');
      return { line, answer };
    });
};

/**
 * What readers need for a block besides this repository, so that no test runs it. The paragraph above it says so, in
 * italics: "To allow more (_needs an AWS account_):".
 */
export const needs = [
  'an AWS account',
  'an AWS account and the AWS CLI',
  'an AWS organisation and the AWS CLI',
  'the download from Kaggle',
] as const;

/** What a block needs, as its document says; undefined if nothing. */
export const needOf = ({ before }: Block): string | undefined => /_needs ([^_]+?)[.:]?_/i.exec(before)?.[1];

/** An engine that one installs once; a suite of its own has it. */
export type Engine = 'spark' | 'athena';

/** The engine that a block is about; undefined if it works without. */
export const engineOf = (block: Block): Engine | undefined => {
  const lines = commandsOf(block).map(({ line }) => line);
  if (lines.some(line => /^npm run spark|--run-job|glue start-job-run/.test(line))) return 'spark';
  return lines.some(line => /^npm run athena/.test(line)) ? 'athena' : undefined;
};

/** A line without what is said about it. */
const bare = (line: string): string => line.replace(/\s+#\s.*$/, '').trim();

/** The commands that a line runs one after the other. */
export const partsOf = (line: string): readonly string[] =>
  bare(line)
    .split(' && ')
    .map(part => part.trim());

/** Commands that nothing here runs, each with the reason, and where else it is run. */
export const leftOut: Readonly<Record<string, string>> = {
  'npm run bench:athena': 'measures for minutes, by hand; needs the engine',
  'npm run bench:copy': 'measures for minutes, by hand',
  'npm run bench:rebuild': 'measures for minutes, by hand',
  'dbt build --profiles-dir .': 'test/clients/docs.clients.test.ts',
  'npx @daybreak-lab/daybreak up --local': 'test/e2e/release.slow.test.ts',
  'npx @daybreak-lab/daybreak --help': 'test/e2e/release.slow.test.ts',
};

const runByCi = async (): Promise<ReadonlySet<string>> => {
  const [script, workflow] = await Promise.all(
    ['.ci/run', '.github/workflows/ci.yml'].map(name => readFile(join(root, name), 'utf8')),
  );
  return new Set([
    ...(script ?? '').split('\n').map(line => line.replace(/^if (.*); then$/, '$1').trim()),
    ...[...(workflow ?? '').matchAll(/- run: (.+)$/gm)].map(([, line = '']) => line),
  ]);
};

/** Suites, checks and installations that CI runs by themselves. */
const alone = /^npm (?:ci|test|run (?:check|spark|athena|test:[a-z]+))$/;
const ofCi = await runByCi();

/** What of a line remains to be run here; empty if something else runs all of it. */
export const remaining = (line: string): string =>
  partsOf(line)
    .filter(part => !(alone.test(part) && ofCi.has(part)) && leftOut[part] === undefined)
    .join(' && ');
