import { visibleInLine } from '../../lab/visible.ts';
import { UsageError } from '../errors.ts';

/** Most names that a message lists. */
const mostNamed = 10;

const some = (names: readonly string[]): string =>
  names.slice(0, mostNamed).map(visibleInLine).join(', ') +
  (names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '');

/**
 * The one thing that a person means: by one of its names or, if none is exactly that, by how one begins, or by a part of
 * one.
 * @param what it is called: `table`
 * @param namesOf the names that a thing answers to, the best first
 * @throws UsageError if nothing is meant, or several things are
 */
export const chosen = <Thing>(
  what: string,
  given: string,
  things: readonly Thing[],
  namesOf: (thing: Thing) => readonly string[],
): Thing => {
  const meant = (is: (name: string) => boolean) => things.filter(thing => namesOf(thing).some(is));
  const found =
    [
      meant(name => name === given),
      meant(name => given !== '' && name.startsWith(given)),
      meant(name => given !== '' && name.includes(given)),
    ].find(({ length }) => length > 0) ?? [];
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const names = (list: readonly Thing[]) => some(list.map(thing => namesOf(thing)[0] ?? ''));
  throw new UsageError(
    first === undefined
      ? `There is no ${what} '${given}'. ${things.length === 0 ? 'The lab has none.' : `There are ${names(things)}.`}`
      : `'${given}' can be ${names(found)}. Give more of the name.`,
  );
};
