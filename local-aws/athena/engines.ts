import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Caller } from '../environment.ts';
import type { TrinoInstallation } from '../trino/installation.ts';
import { startTrino, type Trino } from '../trino/trino.ts';

interface EnginesOptions {
  readonly findTrino: () => TrinoInstallation | undefined;
  readonly folder: string;
  readonly token: string;
  /** Where Glue and S3 answer, for Trino. */
  readonly upstream: string;
}

/** Trino, started when somebody asks: one for each account and region, because its catalog has credentials. */
export class Engines {
  readonly #options: EnginesOptions;
  readonly #running = new Map<string, Promise<Trino>>();

  constructor(options: EnginesOptions) {
    this.#options = options;
  }

  /** Looked up each time, because it may be installed while we are up. */
  isInstalled = (): boolean => this.#options.findTrino() !== undefined;

  /**
   * A running engine; a new one if there is none, or if it has ended.
   * @throws TrinoFailed
   */
  async get(caller: Caller): Promise<Trino> {
    const key = `${caller.account}-${caller.region}`;
    const known = this.#running.get(key);
    if (known) return known;
    const starting = this.#start(key, caller);
    this.#running.set(key, starting);
    const forget = (): void => {
      if (this.#running.get(key) === starting) this.#running.delete(key);
    };
    starting.then(({ ended }) => ended.then(forget), forget);
    return starting;
  }

  /** Starts an engine that will soon be needed. */
  warm(caller: Caller): void {
    this.get(caller).catch(() => undefined);
  }

  async stop(): Promise<void> {
    const running = await Promise.allSettled(this.#running.values());
    await Promise.all(running.map(one => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
  }

  async #start(key: string, caller: Caller): Promise<Trino> {
    const { findTrino, folder, token, upstream } = this.#options;
    const installation = findTrino();
    if (!installation) throw new Error('Trino is not installed');
    const own = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 12));
    return startTrino({ installation, folder: own, log: `${own}.log`, token, upstream, caller });
  }
}
