import { type ProblemKind, problems, problemType } from '../../lab/api.ts';
import type { ProblemDocument, RunLink } from '../../lab/api-answers.ts';
import { type Answer, answer } from './answer.ts';

interface More {
  /** The field or the header that is wrong. */
  readonly at?: string;
  readonly running?: RunLink;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is not answered with what it asks for. The message says why, and what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly more: More;

  constructor(kind: ProblemKind, detail: string, more: More = {}) {
    super(detail);
    this.kind = kind;
    this.more = more;
  }
}

/** The one shape of all errors: https://www.rfc-editor.org/rfc/rfc9457 */
export const problemAnswer = ({ kind, message, more: { headers, ...where } }: Problem): Answer => {
  const { status, title } = problems[kind];
  const document: ProblemDocument = { type: problemType(kind), title, status, detail: message, ...where };
  return answer(status, document, { ...headers, 'content-type': 'application/problem+json' });
};
