import {
  EntityNotFoundException,
  GetJobCommand,
  GlueClient,
  type Job as GlueJob,
} from '@aws-sdk/client-glue';
import { type Caller, clientConfig } from '../environment.ts';

/** The runner's own requests to MiniStack, made in the account of the runner's caller. */
export class Upstream {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Undefined if there is no such job. */
  async job(caller: Caller, JobName: string): Promise<GlueJob | undefined> {
    const glue = new GlueClient(clientConfig({ ...caller, endpoint: this.#endpoint }));
    try {
      return (await glue.send(new GetJobCommand({ JobName }))).Job;
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    } finally {
      glue.destroy();
    }
  }
}
