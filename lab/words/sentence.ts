import { readable, short, shortened } from './readable.ts';

/**
 * One thing in which two values differ, as data. What happened in one word is an event (`renamed to city`); anything
 * else is a value before and after.
 */
export type Difference =
  | { readonly subject: string; readonly event: string; readonly several?: boolean }
  | { readonly subject: string; readonly before: unknown; readonly after: unknown };

/** Something that came or went, with what there is to know about it. */
const cameOrWent = (before: unknown, after: unknown): string | undefined => {
  if (before === null || before === undefined) return `added: ${short(readable(after))}`;
  return after === null || after === undefined ? `removed (${short(readable(before))})` : undefined;
};

/**
 * What somebody did and a rebuild leaves (`Column customer_city was renamed to city; kept`), or what a rebuild does
 * (`Column city renamed to customer_city`). A plan says the same as the rebuild that follows it.
 */
export const sentence = (difference: Difference, isKept: boolean): string => {
  const { subject } = difference;
  const several = 'several' in difference && difference.several === true;
  const verb = isKept ? (several ? ' were' : ' was') : '';
  const end = isKept ? '; kept' : '';
  if ('event' in difference) return `${subject}${verb} ${difference.event}${end}`;
  const { before, after } = difference;
  const event = cameOrWent(before, after);
  if (event !== undefined) return `${subject}${verb} ${event}${end}`;
  const [was, is] = shortened(readable(before), readable(after));
  return `${subject}: ${was} → ${is}${end}`;
};
