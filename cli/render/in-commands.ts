import { posixWord } from '../../lab/words/posix-word.ts';
import type { Target } from '../session.ts';
import { commandOf } from './next.ts';

/*
 * Causes and notes are written by the lab's steps, for whoever asks: in the console and at the endpoint their keys are
 * what one types. Here one types commands.
 */

/** Options by the keys of a run's input. */
const options: Readonly<Record<string, string>> = {
  adopt: '--adopt',
  allowOlder: '--allow-older',
  confirm: '--confirm',
  datasets: '--datasets',
  deleteForeignObjects: '--delete-foreign-objects',
  repair: '--repair',
  runJob: '--run-job',
  setAside: '--set-aside',
};

const optionFor = (key: string): string | undefined =>
  Object.hasOwn(options, key) ? options[key] : undefined;

/** What to type instead of the keys of a run's input, in what people read. What is not known stays as it is. */
export const inCommands = (target: Target, text: string): string =>
  text
    .replaceAll(
      /To take it over, adopt ([a-z-]+\/[^;\n]+?)(?=;|\n| \(\w+\)|$)/g,
      (_all, id: string) => `Adopt it with \`${commandOf(target, 'rebuild')} --adopt ${posixWord(id)}\``,
    )
    .replaceAll(
      'a rebuild with --set-aside, or the input {"setAside": true}',
      () => `\`${commandOf(target, 'rebuild')} --set-aside\``,
    )
    .replaceAll(/the input, at (\w+):/g, (all, key: string) => {
      const option = optionFor(key);
      return option === undefined ? all : `${option}:`;
    })
    .replaceAll(/"(\w+)": true\b/g, (all, key: string) => optionFor(key) ?? all);
