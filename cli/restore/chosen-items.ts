import { visibleInLine } from '../../lab/visible.ts';
import { UsageError } from '../errors.ts';
import { type Displaced, savedAddress } from './displaced.ts';

/** What is written when an item is restored. */
const targetOf = ({ saved, id }: Displaced): string =>
  saved.is === 'object'
    ? `${saved.to.bucket}/${saved.to.key}`
    : saved.is === 'settings'
      ? saved.resource
      : id;

/**
 * The items that a run has displaced; all of them without a run.
 * @throws UsageError if the run has displaced nothing
 */
export const itemsOf = (items: readonly Displaced[], run: string | undefined): readonly Displaced[] => {
  if (run === undefined) return items;
  const found = items.filter(item => item.run === run);
  if (found.length === 0)
    throw new UsageError(
      `Run '${run}' has displaced nothing. \`daybreak restore\` lists what runs have displaced.`,
    );
  return found;
};

/**
 * The items that a person has named, by id or by the address that reports have.
 * @param run the run that displaced them, if that was given
 * @throws UsageError if a name means nothing or several, or if two of them go to one place
 */
export const chosenItems = (
  items: readonly Displaced[],
  given: readonly string[],
  run: string | undefined,
): readonly Displaced[] => {
  const ofRun = itemsOf(items, run);
  const chosen = [...new Set(given)].map(name => {
    const found = ofRun.filter(item => item.id === name || savedAddress(item) === name);
    const [first] = found;
    if (first === undefined)
      throw new UsageError(
        `Nothing that ${run === undefined ? 'runs have' : `run ${run} has`} displaced is called '${name}'. ` +
          '`daybreak restore` lists what runs have displaced.',
      );
    if (found.length > 1)
      throw new UsageError(
        `Several runs have displaced ${name}: say which one you mean with --run ` +
          `${found.map(item => visibleInLine(item.run)).join(', or --run ')}.`,
      );
    return first;
  });
  const twice = chosen.find((item, index) =>
    chosen.slice(0, index).some(before => targetOf(before) === targetOf(item)),
  );
  if (twice !== undefined)
    throw new UsageError(
      `Two of these would be restored to the same place: ${targetOf(twice)}. Give one of them.`,
    );
  return chosen;
};
