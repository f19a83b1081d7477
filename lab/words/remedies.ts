import type { Outcome } from '../outcomes.ts';
import { visibleInLine } from '../visible.ts';
import { posixWord } from './posix-word.ts';

const hasExtra = ({ extra }: Pick<Outcome, 'extra'>): boolean => extra !== undefined && extra.files > 0;

/**
 * How to repair, set aside or adopt what a rebuild leaves alone.
 * @param rebuild the command that rebuilds the lab
 */
export const remedies = (rebuild: string, outcomes: readonly Outcome[]): readonly string[] => {
  // A dataset that is kept for nothing but its extra files has nothing to repair.
  const kept = outcomes.some(
    ({ outcome, kept: changes, extra }) => outcome === 'kept' && (changes.length > 0 || !hasExtra({ extra })),
  );
  const ids = outcomes
    .filter(({ adoptable }) => adoptable)
    .map(({ resource }) => `--adopt ${posixWord(visibleInLine(resource))}`);
  return [
    ...(kept ? [`To repair what is kept (it is saved first): ${rebuild} --repair`] : []),
    ...(outcomes.some(hasExtra)
      ? [`To move the files out of the way that the definition does not name: ${rebuild} --set-aside`]
      : []),
    ...(ids.length > 0 ? [`To take over what is refused: ${rebuild} ${ids.join(' ')}`] : []),
  ];
};
