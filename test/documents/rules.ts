import { commandsOf, isShell, leftOut, needOf, needs, partsOf, remaining } from './commands.ts';
import type { Block } from './markdown.ts';

const languages: ReadonlySet<string> = new Set([
  'sh',
  'console',
  'text',
  'json',
  'python',
  'sql',
  'csv',
  'yaml',
  'mermaid',
]);

const looksTyped = /^\s*(?:\$ |(?:npx|npm|node|aws|daybreak|curl|eval|git) )/;
const onFilesOnly = /^npx daybreak (?:check|describe|seed create)\b/;
const pointsHere = 'eval "$(npx daybreak env --local)"';
const clients = /^(?:aws|curl) /;
const ours = /^(?:npx daybreak|npm|node|git|eval) ?/;

/** Whether a command works on an AWS account unless the shell's environment leads elsewhere. */
const worksOnAccount = (command: string): boolean =>
  clients.test(command) ||
  /\bAWS_[A-Z_]+=/.test(command) ||
  (/\bnpx daybreak\b/.test(command) && !onFilesOnly.test(command) && !/ --(?:local|help)\b/.test(command));

const problemOfCommand = (command: string, isPointedHere: boolean): string | undefined => {
  if (/^daybreak\b/.test(command)) return 'nobody has `daybreak` in their PATH: npx daybreak';
  if (/<[^>]+>|…/.test(command))
    return 'nobody can run a placeholder: write a value, or what the block needs';
  if (isPointedHere && clients.test(command)) return undefined;
  if (worksOnAccount(command)) return 'works on an AWS account: say that the block _needs an AWS account_';
  return ours.test(command) ? undefined : 'is of a program that no test has: say what the block needs';
};

const problemOfNeed = (need: string, block: Block, isPointedHere: boolean): string | undefined => {
  if (!needs.some(each => each === need)) return `"needs ${need}" is not one of: ${needs.join('; ')}`;
  const isNeeded = commandsOf(block)
    .flatMap(({ line }) => partsOf(line))
    .some(part => worksOnAccount(part) && !(isPointedHere && clients.test(part)));
  return need.startsWith('an AWS') && !isNeeded ? `"needs ${need}", but can be run here` : undefined;
};

/** Why a block of a document is neither run by a test nor says what it needs. */
const problemsOf = (block: Block, isPointedHere: boolean): readonly string[] => {
  if (!languages.has(block.language)) return [`a block of '${block.language}': give it a language`];
  if (!isShell(block))
    return block.language === 'text' && block.code.split('\n').some(line => looksTyped.test(line))
      ? ['commands in a block of text: make it sh, or console']
      : [];
  const commands = commandsOf(block);
  if (commands.length === 0) return ['no command'];
  const need = needOf(block);
  if (need !== undefined) {
    const problem = problemOfNeed(need, block, isPointedHere);
    return problem === undefined ? [] : [problem];
  }
  return commands
    .flatMap(({ line }) => partsOf(line))
    .filter(part => leftOut[part] === undefined && remaining(part) !== '')
    .flatMap(part => {
      const problem = problemOfCommand(part, isPointedHere);
      return problem === undefined ? [] : [`${part}: ${problem}`];
    });
};

/** What is wrong with the blocks of a document, by their lines. */
export const problemsIn = (blocks: readonly Block[]): readonly string[] => {
  const problems: string[] = [];
  let isPointedHere = false;
  for (const block of blocks) {
    if (needOf(block) === undefined && commandsOf(block).some(({ line }) => line === pointsHere))
      isPointedHere = true;
    else if (commandsOf(block).some(({ line }) => line.startsWith('export AWS_PROFILE')))
      isPointedHere = false;
    problems.push(...problemsOf(block, isPointedHere).map(problem => `${block.at}: ${problem}`));
  }
  return problems;
};
