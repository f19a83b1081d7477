import type { Failure } from '../trino/statement.ts';
import { AthenaRefusal } from './refusal.ts';

/** What Trino's parser says, as opposed to its analyser: Athena then refuses to start the query. */
const unreadable = /^line \d+:\d+: (?:mismatched|extraneous|missing|no viable|backquoted|token recognition)/;

/** An error of Trino in Athena's words. https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
export const refusalOf = ({ errorName, errorType, message }: Failure): AthenaRefusal => {
  if (errorName === 'SYNTAX_ERROR' && unreadable.test(message))
    return new AthenaRefusal(message, { when: 'start' });
  return new AthenaRefusal(`${errorName}: ${message}`, {
    when: 'run',
    category: errorType === 'USER_ERROR' ? 2 : 1,
    type: types[errorType] ?? 1000,
  });
};

/** Query exhausted resources; user error. */
const types: Readonly<Record<string, number>> = { INSUFFICIENT_RESOURCES: 1, USER_ERROR: 1006 };
