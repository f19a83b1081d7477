/** Athena's ErrorType: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
export const errorTypes = {
  ddlTaskFailed: 1003,
  syntaxError: 1006,
  invalidArgument: 1100,
  notSupported: 1200,
  notFound: 1301,
  /** Not in the catalogue; Athena gives it for what Glue itself refused. */
  glueRefused: 1502,
} as const;

export interface RefusalDetails {
  /**
   * When Athena says it: `start` as an InvalidRequestException of StartQueryExecution, so that there is no execution;
   * `run` as the StateChangeReason of an execution that failed.
   */
  readonly when: 'start' | 'run';
  /** AthenaErrorCode of the InvalidRequestException. */
  readonly code?: 'MALFORMED_QUERY' | 'INVALID_INPUT' | 'DATACATALOG_NOT_FOUND';
  /** 1: the system's fault, 2: the user's. */
  readonly category?: 1 | 2;
  readonly type?: number;
  /** AthenaError.ErrorMessage, where it differs from the StateChangeReason. */
  readonly errorMessage?: string;
  /** What Athena does not say and a learner would like to know. */
  readonly hint?: string;
}

/** A statement that Athena refuses. The message is Athena's own. */
export class AthenaRefusal extends Error {
  override readonly name = 'AthenaRefusal';
  readonly when: 'start' | 'run';
  readonly code: 'MALFORMED_QUERY' | 'INVALID_INPUT' | 'DATACATALOG_NOT_FOUND';
  readonly category: 1 | 2;
  readonly type: number;
  readonly errorMessage: string;
  readonly hint: string | undefined;

  constructor(message: string, details: RefusalDetails) {
    super(message);
    this.when = details.when;
    this.code = details.code ?? 'MALFORMED_QUERY';
    this.category = details.category ?? 2;
    this.type = details.type ?? errorTypes.ddlTaskFailed;
    this.errorMessage = details.errorMessage ?? message;
    this.hint = details.hint;
  }

  /** The message, with the hint where there is one. */
  get text(): string {
    return this.hint === undefined ? this.message : `${this.message} (${this.hint})`;
  }
}
