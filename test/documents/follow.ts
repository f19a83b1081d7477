import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arrangements } from './arrangements.ts';
import { type Command, commandsOf, type Engine, engineOf, needOf, remaining } from './commands.ts';
import { type Block, blocksOf, documents, root } from './markdown.ts';
import { problemsIn } from './rules.ts';
import { type Ended, Walk } from './walk.ts';

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patternOf = (line: string): RegExp =>
  new RegExp(`^${line.trim().split('…').map(quoted).join('.*').replaceAll(/\s+/g, '\\s+')}$`);

/** The first shown line that the output does not have after those before; undefined if it has all. */
export const missing = (answer: readonly string[], output: string): string | undefined => {
  const lines = output.split('\n').map(line => line.trim());
  let at = 0;
  for (const wanted of answer.filter(line => line.trim() !== '…' && line.trim() !== '')) {
    const found = lines.findIndex((line, index) => index >= at && patternOf(wanted).test(line));
    if (found === -1) return wanted;
    at = found + 1;
  }
  return undefined;
};

/** A command that a suite runs. */
interface Step extends Command {
  readonly at: string;
  /** What of its line is run. */
  readonly command: string;
}

/** A document with commands that a suite runs. */
export interface Followed {
  readonly document: string;
  readonly blocks: readonly Block[];
  readonly steps: readonly Step[];
}

/** The documents whose blocks need this engine, or none, with the commands of those blocks. */
export const followed = async (engine?: Engine): Promise<readonly Followed[]> => {
  const all = await Promise.all(
    (await documents()).map(async document => {
      const blocks = blocksOf(await readFile(join(root, document), 'utf8'));
      const steps = blocks
        .filter(block => needOf(block) === undefined && engineOf(block) === engine)
        .flatMap(block =>
          commandsOf(block).map(each => ({
            ...each,
            at: `${document}:${block.at}`,
            command: remaining(each.line),
          })),
        )
        .filter(({ command }) => command !== '');
      return { document, blocks, steps };
    }),
  );
  return all.filter(({ steps }) => steps.length > 0);
};

const startsLab = (command: string): boolean => /^npm start|^npx daybreak up --local/.test(command);

/** Whether the first command for a lab takes one for granted. */
const needsLab = (steps: readonly Step[]): boolean => {
  const first = steps.find(({ command }) => startsLab(command) || command.includes('--local'));
  return first !== undefined && !startsLab(first.command);
};

/** What went wrong with a step; undefined if it did what its document says. */
const problemOf = (step: Step, { code, output }: Ended, wanted: number): string | undefined => {
  const lacking = missing(step.answer, output);
  const problem =
    code === wanted
      ? lacking === undefined
        ? undefined
        : `it does not answer: ${lacking}`
      : `it ended with ${code} instead of ${wanted}`;
  return problem === undefined ? undefined : `${step.at}: ${step.command}: ${problem}\n${output}`;
};

/**
 * Does what a document says, in a checkout of its own, with a lab of the sample on the local AWS if it takes one for
 * granted.
 * @returns what the first command that does something else does; undefined if all do what they should. Nothing is run of
 * a document that breaks the rules: a command may be for an account.
 */
export const follow = async (
  { document, blocks, steps }: Followed,
  engine?: Engine,
): Promise<string | undefined> => {
  const [broken] = problemsIn(blocks);
  if (broken !== undefined) return `${document}:${broken}`;
  const walk = await Walk.begin(engine);
  try {
    if (needsLab(steps)) {
      const { code, output } = await walk.run('npx daybreak up --local');
      if (code !== 0) return `npx daybreak up --local: ${output}`;
    }
    for (const step of steps) {
      const arranged = arrangements[document]?.[step.command];
      await arranged?.before?.(walk, blocks);
      const command = arranged?.smaller ?? step.command;
      const ended = /^npx daybreak open\b/.test(command) ? await walk.look(command) : await walk.run(command);
      const problem = problemOf(step, ended, arranged?.code ?? 0);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } finally {
    await walk.end();
  }
};
