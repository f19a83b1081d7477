import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const real = { Date, setTimeout, clearTimeout, setImmediate, sleep: timers.setTimeout, random: Math.random };

interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** The time that is passing; undefined: the real one. */
let passing: VirtualTime | undefined;

// Once, before the functions are loaded: some of them keep the function, as a pace to poll in.
Object.assign(timers, {
  setTimeout: (...given: Parameters<typeof real.sleep>) =>
    passing === undefined ? real.sleep(...given) : passing.sleep(given[0] ?? 0),
});
syncBuiltinESMExports();

/** When virtual time begins, in milliseconds. */
const beginning = Date.parse('2026-11-21T12:00:00Z');

/** Small, fast and good enough to shuffle with: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Time that passes only when everybody waits: then the next event happens at once, in an order that depends on nothing
 * but the seed. So hours take milliseconds, and what went wrong once goes wrong each time.
 */
export class VirtualTime {
  now = beginning;
  readonly random: () => number;
  readonly #events = new Map<number, Event>();
  #order = 0;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** @returns an id with which it can be cancelled */
  in(milliseconds: number, happen: () => void): number {
    this.#order += 1;
    this.#events.set(this.#order, { at: this.now + Math.max(0, milliseconds), order: this.#order, happen });
    return this.#order;
  }

  cancel(id: number): void {
    this.#events.delete(id);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      this.in(milliseconds, resolve);
    });
  }

  /** Everything that can happen without waiting. */
  async #settled(): Promise<void> {
    // Once for what is under way, once for what that has begun.
    await new Promise(resolve => real.setImmediate(resolve));
    await new Promise(resolve => real.setImmediate(resolve));
  }

  /** Nobody waits for seconds while a file is read: until something nearer happens, or nothing does. */
  async #read(): Promise<void> {
    const isNear = () => (this.#next()?.at ?? Number.POSITIVE_INFINITY) - this.now < 1_000;
    for (let look = 0; look < 50 && !isNear(); look += 1) {
      await new Promise(resolve => real.setTimeout(resolve, 2));
      await this.#settled();
    }
  }

  /**
   * Does the work in virtual time, with the clock, the timers and the dice of this process.
   * @param reading whether real files may be read meanwhile, as clients of the SDK do when they are used first
   */
  async while<Result>(work: () => Promise<Result>, reading = false): Promise<Result> {
    let done = false;
    this.#takeOver();
    try {
      const result = work().finally(() => {
        done = true;
      });
      // Whoever awaits the result sees its failure.
      result.catch(() => {});
      for (;;) {
        await this.#settled();
        if (reading && !done) await this.#read();
        if (done) return await result;
        const next = this.#next();
        if (next === undefined) throw new Error('everybody waits for something that never happens');
        this.#events.delete(next.order);
        this.now = Math.max(this.now, next.at);
        next.happen();
      }
    } finally {
      this.#giveBack();
    }
  }

  #next(): Event | undefined {
    let next: Event | undefined;
    for (const event of this.#events.values())
      if (next === undefined || event.at < next.at || (event.at === next.at && event.order < next.order))
        next = event;
    return next;
  }

  #takeOver(): void {
    const time = this;
    class VirtualDate extends real.Date {
      constructor(value?: number | string | Date) {
        super(value ?? time.now);
      }
      static override now = () => time.now;
    }
    Object.assign(globalThis, {
      Date: VirtualDate,
      setTimeout: (happen: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
        const id = this.in(milliseconds, () => happen(...given));
        return { id, ref() {}, unref() {} };
      },
      clearTimeout: (timer: { readonly id?: number } | undefined) => {
        if (timer?.id !== undefined) this.cancel(timer.id);
      },
    });
    Math.random = this.random;
    passing = this;
  }

  #giveBack(): void {
    Object.assign(globalThis, {
      Date: real.Date,
      setTimeout: real.setTimeout,
      clearTimeout: real.clearTimeout,
    });
    Math.random = real.random;
    passing = undefined;
  }
}
