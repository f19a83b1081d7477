import {
  EntityNotFoundException,
  GetJobCommand,
  GlueClient,
  type Job as GlueJob,
} from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { type Caller, clientConfig } from '../environment.ts';
import { putAsideUnpublished } from './put-aside.ts';

/** The runner's own requests to MiniStack, made in the account of the runner's caller. */
export class Upstream {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Undefined if there is no such job. */
  async job(caller: Caller, JobName: string): Promise<GlueJob | undefined> {
    const glue = this.#glue(caller);
    try {
      return (await glue.send(new GetJobCommand({ JobName }))).Job;
    } catch (error) {
      if (error instanceof EntityNotFoundException) return undefined;
      throw error;
    } finally {
      glue.destroy();
    }
  }

  async putAsideUnpublished(caller: Caller): Promise<void> {
    const glue = this.#glue(caller);
    const s3 = new S3Client({ ...this.#config(caller), forcePathStyle: true });
    try {
      await putAsideUnpublished(glue, s3, console.error);
    } finally {
      glue.destroy();
      s3.destroy();
    }
  }

  #config({ account, region }: Caller) {
    return clientConfig({ account, region, endpoint: this.#endpoint });
  }

  #glue(caller: Caller): GlueClient {
    return new GlueClient(this.#config(caller));
  }
}
