import { readFile } from 'node:fs/promises';

/** The end of a log, indented, for an error message. */
export const lastLines = async (file: string, count = 15): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map(line => `  ${line}`)
    .join('\n');
};

export class LocalAwsFailed extends Error {
  override readonly name = 'LocalAwsFailed';
  constructor(why: string, log: string, lines = '') {
    super(
      `The local AWS cannot be used: ${why}.${lines && `\n${lines}`}\n` +
        `Its log is ${log}. \`npx daybreak down --local\` stops what is left of it.`,
    );
  }
}
