import { S3Client } from '@aws-sdk/client-s3';

/** One call of the AWS SDK, with its input as the caller gave it. */
export interface SentRequest {
  /** The client's class: `GlueClient` */
  readonly client: string;
  /** `CreateTable` */
  readonly operation: string;
  readonly input: object;
}

/** The base of all of the SDK's clients. */
interface Base {
  send(command: { readonly input: object }, ...rest: readonly unknown[]): unknown;
}

const isBase = (value: object): value is Base => Object.hasOwn(value, 'send');

/**
 * Records every call that any client of the SDK makes in this process, until it is stopped. It is taken where the SDK
 * gets it, so no wire format has to be read back, and also what a test answers by itself is recorded.
 */
export const recordRequests = (): { readonly sent: SentRequest[]; readonly stop: () => void } => {
  const base: object = Object.getPrototypeOf(S3Client.prototype);
  if (!isBase(base)) throw new Error("the SDK's clients no longer share one `send`");
  const sent: SentRequest[] = [];
  const { send } = base;
  base.send = function record(this: object, command, ...rest) {
    const operation = command.constructor.name.replace(/Command$/, '');
    sent.push({ client: this.constructor.name, operation, input: command.input });
    return Reflect.apply(send, this, [command, ...rest]);
  };
  return {
    sent,
    stop: () => {
      base.send = send;
    },
  };
};
