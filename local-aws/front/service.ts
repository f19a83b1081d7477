import type { z } from 'zod';
import type { Caller } from '../environment.ts';

/** An answer of an AWS service to a request that it refuses. */
export class ServiceError extends Error {
  override readonly name: string;
  /** Other members of the answer, such as Athena's `AthenaErrorCode`. */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(name: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.members = members;
  }
}

/** What an operation answers when the request is MiniStack's to answer after all. */
export const passItOn = Symbol('pass it on');

/** @throws ServiceError */
export type Operation = (caller: Caller, body: string) => unknown;

/** A part of an AWS service that we answer instead of MiniStack. */
export interface Service {
  /** By `x-amz-target`. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Ends what it has started. */
  stop(): Promise<void>;
}

/**
 * A request's members.
 * @param invalid the service's name for a request that is not valid
 * @throws ServiceError saying what is wrong
 */
export const parseRequest = <Request>(schema: z.ZodType<Request>, body: string, invalid: string): Request => {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new ServiceError(invalid, 'The request is not JSON.');
  }
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw new ServiceError(invalid, `${issue?.path.join('.') || 'The request'}: ${issue?.message}`);
};
