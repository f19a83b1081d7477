import { CommanderError } from 'commander';
import { isLabName, labNameMaxLength } from '../lab/names.ts';
import { askOnTerminal } from './ask.ts';
import type { Answer, Context } from './command.ts';
import { exitCodeOf, messageOf, UsageError } from './errors.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { makeProgram } from './program.ts';
import { chooseProgress } from './render/choose.ts';
import { inCommands } from './render/in-commands.ts';
import { styleFor } from './render/style.ts';
import { writeData, writeDocument, writeError, writeOutput } from './render/write.ts';
import { problemDocument } from './seed/problem.ts';
import { SeveralProblems } from './seed/problems.ts';
import type { Target } from './session.ts';
import { shownSteps } from './steps.ts';

interface GlobalOptions {
  readonly lab: string;
  readonly local?: true;
  readonly json?: true;
}

const targetOf = ({ lab, local }: GlobalOptions, environment: NodeJS.ProcessEnv): Target => {
  if (!isLabName(lab))
    throw new UsageError(
      `'${lab}' is not a lab name: use lower-case letters, digits and single hyphens between them, starting with a letter, ` +
        `at most ${labNameMaxLength} characters, such as sales-lab.`,
    );
  return { labName: lab, isLocal: local === true || environment.DAYBREAK_LOCAL === '1' };
};

const tell = (message: string): void => {
  writeError(`${styleFor(process.stderr).red(message)}\n`);
};

/** Writes the one document of `--json`: what comes after it is dropped. */
const documentWriter = (): ((document: object) => void) => {
  let isWritten = false;
  return document => {
    if (!isWritten) writeDocument(document);
    isWritten = true;
  };
};

/** @param write undefined: print for people */
const print = (
  write: ((document: object) => void) | undefined,
  target: Target,
  { document, text, data, failure, exitCode }: Answer,
): number => {
  if (write !== undefined) write(document);
  else if (data !== undefined) writeData(data);
  else if (text !== '') writeOutput(`${inCommands(target, text)}\n`);
  if (failure === undefined) return exitCode ?? 0;
  tell(inCommands(target, failure));
  return exitCode ?? 1;
};

const printError = (write: ((document: object) => void) | undefined, error: unknown): 1 | 2 | 130 => {
  const message = messageOf(error);
  const name = error instanceof Error ? error.name : 'Error';
  const problems = error instanceof SeveralProblems ? error.problems.map(problemDocument) : undefined;
  write?.({ error: name, cause: message, problems });
  tell(message);
  return exitCodeOf(error);
};

/** Commander's complaint in our words; undefined if it only showed the requested help. */
const usageOf = (error: CommanderError, command: string | undefined): UsageError | undefined => {
  if (error.exitCode === 0) return undefined;
  const help = `See \`npx daybreak ${command === undefined ? '' : `${command} `}--help\`.`;
  if (error.code === 'commander.help') return new UsageError(`Which command? ${help}`);
  const quotes =
    error.code === 'commander.excessArguments' ? ' Put an argument that has spaces in it in quotes.' : '';
  const what = error.message
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/\.$/, '');
  return new UsageError(`${what}.${quotes} ${help}`);
};

/** After Ctrl-C, treat every failure as its consequence. */
const afterInterrupt = (interrupt: Interrupt, error: unknown): unknown =>
  interrupt.signal.aborted ? interrupt.error() : error;

/**
 * The `daybreak` command.
 * @param args everything after `daybreak`
 * @returns the exit code: 0 done, 1 ran and failed, 2 bad usage or bad input, 3 `plan --exit-code`, 130 interrupted
 */
export const main = async (args: readonly string[]): Promise<number> => {
  // `daybreak query … | head` closes our output early; that is not a failure.
  process.stdout.on('error', () => process.exit(0));
  const { interrupt, stop } = listenForInterrupt();
  let exitCode = 0;
  const writeOnce = documentWriter();
  const program = makeProgram(async work => {
    const options = program.opts<GlobalOptions>();
    const target = targetOf(options, process.env);
    const json = options.json === true;
    const progress = chooseProgress(json, shownSteps, text => inCommands(target, text));
    const write = json ? writeOnce : undefined;
    const ask = askOnTerminal(json, interrupt);
    const context: Context = { target, interrupt, progress, ask, ...(write && { answer: write }) };
    try {
      exitCode = print(write, target, await work(context).finally(() => progress.close()));
    } catch (error) {
      throw afterInterrupt(interrupt, error);
    }
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    const command = program.commands.map(known => known.name()).find(name => args.includes(name));
    const shown = error instanceof CommanderError ? usageOf(error, command) : error;
    if (shown !== undefined) exitCode = printError(args.includes('--json') ? writeOnce : undefined, shown);
  } finally {
    stop();
  }
  return exitCode;
};
