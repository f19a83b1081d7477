/** An error that AWS answers, as it goes over the wire. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An operation of the AWS in memory: what it answers to a command of the SDK; undefined if it is another operation's. */
export type Operation = (command: object) => (() => object) | undefined;

interface CommandOf<Input> {
  readonly input: Input;
}

/** @param answer executes the operation at once, or throws a Refusal */
export const on =
  <Input>(
    type: abstract new (...args: never[]) => CommandOf<Input>,
    answer: (input: Input) => object,
  ): Operation =>
  command =>
    command instanceof type ? () => answer(command.input) : undefined;

/** The value under a key, or AWS's error where there is none. */
export const existing = <Value>(
  map: ReadonlyMap<string, Value>,
  key: string | undefined,
  absent: () => Refusal,
): Value => {
  const value = map.get(key ?? '');
  if (value === undefined) throw absent();
  return value;
};
