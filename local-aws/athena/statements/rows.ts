/*
 * The form of the rows was measured: each is one text, its three parts filled up to 20 characters and separated by tabs,
 * although the result has three columns.
 * https://github.com/aoyagikouhei/athena-local/blob/main/docs/dev/measurements/query-results.md
 */

/** At least 20 characters wide. */
export const padded = (text: string): string => text + ' '.repeat(Math.max(0, 20 - [...text].length));

/** One of DESCRIBE's rows: an absent part is one blank. */
export const row = (...parts: readonly string[]): string => [...parts, ' ', ' '].slice(0, 3).join('\t');
