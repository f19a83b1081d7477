import type { Outcome } from '../outcomes.ts';
import { visibleInLine } from '../visible.ts';
import { posixWord } from './posix-word.ts';

/** Something that one may want, and the command that does it. */
export interface Remedy {
  readonly want: string;
  readonly command: string;
}

const hasExtra = ({ extra }: Pick<Outcome, 'extra'>): boolean => extra !== undefined && extra.files > 0;

/**
 * How to repair, set aside or adopt what a rebuild leaves alone, and to bring back what it displaced.
 *
 * @param command makes a command of its name
 * @param options that a rebuild was given, and the next one needs, too
 */
export const remedies = (
  command: (name: string) => string,
  outcomes: readonly Outcome[],
  options = '',
): readonly Remedy[] => {
  const rebuild = `${command('rebuild')}${options}`;
  // A dataset that is kept for nothing but its extra files has nothing to repair.
  const kept = outcomes.some(
    ({ outcome, kept: changes, extra }) => outcome === 'kept' && (changes.length > 0 || !hasExtra({ extra })),
  );
  const ids = outcomes
    .filter(({ adoptable }) => adoptable)
    .map(({ resource }) => `--adopt ${posixWord(visibleInLine(resource))}`);
  const found: readonly (readonly [boolean, string, string])[] = [
    [kept, 'repair what is kept (it is saved first)', `${rebuild} --repair`],
    [
      outcomes.some(hasExtra),
      'move the files out of the way that the definition does not name',
      `${rebuild} --set-aside`,
    ],
    [ids.length > 0, 'take over what is refused', `${rebuild} ${ids.join(' ')}`],
    [
      outcomes.some(({ displaced = [] }) => displaced.length > 0),
      'bring back what was displaced',
      command('restore'),
    ],
  ];
  return found.flatMap(([applies, want, typed]) => (applies ? [{ want: `To ${want}`, command: typed }] : []));
};
