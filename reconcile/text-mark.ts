import { type AppliedMark, formatApplied, parseApplied } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';

/** How a mark of this lab begins as text. */
export const labInText = (lab: Lab): string => `[daybreak:lab=${lab.name}; `;

/** The mark as text. */
export const textMark = (lab: Lab, applied: AppliedMark): string =>
  `${labInText(lab)}applied=${formatApplied(applied)}]`;

/**
 * Appends the mark to a description, for resources whose tags need an extra call or permission: `Olist sample
 * [daybreak:lab=daybreak; applied=description=1a2b3c4d/…]`.
 */
export const describeWithMark = (text: string, lab: Lab, applied: AppliedMark): string =>
  `${text} ${textMark(lab, applied)}`;

/** Appends the mark to a query, as a comment: there it survives when somebody rewrites the description. */
export const queryWithMark = (sql: string, lab: Lab, applied: AppliedMark): string =>
  `${sql}\n-- ${textMark(lab, applied)}`;

/** The mark as a link that nothing refers to, below Markdown: it is not shown. */
export const markdownWithMark = (text: string, lab: Lab, applied: AppliedMark): string =>
  `${text}\n\n[//]: # "${textMark(lab, applied)}"`;

/** Splits a description, a query or Markdown into its text and its mark; `lab` is undefined if there is no mark. */
export const readMarked = (
  marked: string | undefined,
): { readonly text: string; readonly lab?: string; readonly applied: AppliedMark } => {
  const match =
    /^(.*?)(?:^| |\n-- |\n\n\[\/\/\]: # ")\[daybreak:lab=([a-z0-9-]+); applied=([^\]]*)\]"?\s*$/s.exec(
      marked ?? '',
    );
  if (match === null) return { text: marked ?? '', applied: {} };
  return { text: match[1] ?? '', lab: match[2] ?? '', applied: parseApplied(match[3]) };
};
