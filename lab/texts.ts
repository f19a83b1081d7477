import * as z from 'zod/mini';
import { labNameMaxLength } from './names.ts';
import { fillPlaceholders } from './placeholders.ts';

/*
 * What AWS takes of a definition's texts, where they go. Each limit is in the API reference, and so in the models that
 * test/statemachine/requests.test.ts holds every request against.
 */

/**
 * Most characters of a workgroup's or a saved query's description, and of Glue's descriptions.
 * https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
 * https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
 * https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
 */
const athenaDescription = 1024;
const glueDescription = 2048;

/**
 * Most characters of the marks that follow the title in the workgroup's description, and a saved query's own; reached
 * in a lab with the longest name.
 */
const workgroupMark = 153;
const queryMark = 87;

/** Most bytes of a query: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
export const mostQueryBytes = 262_144;
/** Bytes of `\n-- ` before the mark of a saved query, instead of a space. */
const commentStart = 3;

/** Most bytes of an object's key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const mostKeyBytes = 1024;

export const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

const notUnicode = 'has half of a surrogate pair, which is not a character: write the whole character';

/**
 * A text with an end to its length. The schema counts characters; not every service of AWS does, and one outside of
 * Unicode's first plane may count as two.
 */
export const sized = (most: number, why = '') => {
  const error = (text: string): string => `has ${text.length} characters, and at most ${most} fit${why}`;
  return z.string().check(
    z.maxLength(most, { error: issue => error(String(issue.input)), abort: true }),
    z.refine(text => text.length <= most, { error: issue => error(String(issue.input)), abort: true }),
    z.refine(text => text.isWellFormed(), { error: notUnicode }),
  );
};

const withMark = ": Athena's limit is 1024, and the lab's mark goes into the same text";

/** The lab's title, which is its workgroup's description. */
export const titleText = sized(athenaDescription - workgroupMark, withMark).check(z.minLength(1));

/** The description of a saved query. */
export const queryDescription = sized(athenaDescription - queryMark, withMark);

/** What Glue takes as a description: no control characters but line breaks and tabs. */
export const glueText = (most = glueDescription) =>
  sized(most).check(
    z.regex(/^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\r\n\t]*$/u, {
      error: 'has a control character, which Glue does not take in a description',
    }),
  );

/** What Glue takes as a column's comment: one line. */
export const columnComment = sized(200).check(
  z.regex(/^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\t]*$/u, {
    error:
      'has a line break or a control character, which Glue does not take in a comment: write it in one line',
  }),
);

/** A lab with names as long as they can be. */
const longest = {
  name: 'a'.repeat(labNameMaxLength),
  account: '1'.repeat(12),
  region: 'ap-northeast-1',
  partition: 'aws',
};

/** What is wrong with the length of a query, once names are filled in; undefined if nothing is. */
export const queryProblem = (sql: string, isSaved: boolean): string | undefined => {
  const most = mostQueryBytes - (isSaved ? queryMark + commentStart : 0);
  const bytes = utf8Bytes(fillPlaceholders(longest, sql));
  return bytes > most
    ? `has ${bytes} bytes once the names of a lab are filled in, and Athena takes at most ${most}: make it shorter`
    : undefined;
};
