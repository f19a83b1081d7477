import { type ProblemKind, problems, problemType } from '../../lab/api.ts';
import type { ProblemDocument, RunLink } from '../../lab/api-answers.ts';
import { type Answer, answer } from './answer.ts';

interface ProblemDetails {
  /** The field or the header that is wrong. */
  readonly at?: string;
  readonly running?: RunLink;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Why a request fails. The message gives the reason, and what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly more: ProblemDetails;

  constructor(kind: ProblemKind, detail: string, more: ProblemDetails = {}) {
    super(detail);
    this.kind = kind;
    this.more = more;
  }
}

/** The shape of all errors: https://www.rfc-editor.org/rfc/rfc9457 */
export const problemAnswer = ({ kind, message, more: { headers, ...where } }: Problem): Answer => {
  const { status, title } = problems[kind];
  const document: ProblemDocument = { type: problemType(kind), title, status, detail: message, ...where };
  return answer(status, document, { ...headers, 'content-type': 'application/problem+json' });
};
