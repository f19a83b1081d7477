import { type Applied, formatApplied, parseApplied } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';

/**
 * The mark at the end of a description, for resources whose tags need a call, or a permission, of their own:
 * `Olist sample [daybreak:lab=daybreak; applied=description=1a2b3c4d/…]`.
 */
export const describeWithMark = (text: string, lab: Lab, applied: Applied): string =>
  `${text} [daybreak:lab=${lab.name}; applied=${formatApplied(applied)}]`;

/** A description without its mark, and what the mark says; `lab` is undefined where there is none. */
export const readDescription = (
  description: string | undefined,
): { readonly text: string; readonly lab?: string; readonly applied: Applied } => {
  const match = /^(.*) \[daybreak:lab=([a-z0-9-]+); applied=([^\]]*)\]$/s.exec(description ?? '');
  if (match === null) return { text: description ?? '', applied: {} };
  return { text: match[1] ?? '', lab: match[2] ?? '', applied: parseApplied(match[3]) };
};
