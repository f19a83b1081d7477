import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { Clients } from '../../functions/destroy/destroy.ts';
import type { Value } from '../../lab/marks.ts';
import type { Resource } from '../../reconcile/engine.ts';

export type { Clients };

/** A client of every service that a lab has resources of. */
export const newClients = (): Clients => ({
  athena: new AthenaClient({}),
  cloudWatch: new CloudWatchClient({}),
  glue: new GlueClient({}),
  iam: new IAMClient({}),
  s3: new S3Client({}),
});

/** One property changed behind Daybreak's back, and what it then is, as an observation gives it. */
interface Drift {
  readonly theirs: Value;
  make(): Promise<unknown>;
}

/** One resource of a kind, and a drift for every property it compares. */
export interface DriftingKind {
  readonly resource: Pick<Resource, 'id' | 'properties' | 'desired'>;
  readonly drifts: Readonly<Record<string, Drift>>;
}

/** Something of somebody else's, with a name that the lab would give to a thing of its own. */
export interface Stranger {
  /** As `adopt` takes it. */
  readonly id: string;
  /** What an observation of the account calls it, and all that is inside of it. */
  readonly observed: RegExp;
  /** Whether it can exist only in a lab. */
  readonly afterwards?: true;
  /** Whether `deleteForeignObjects` deletes it, too. */
  readonly goesWithForeignObjects?: true;
  make(clients: Clients): Promise<unknown>;
}

/** Removes one thing from the small lab, with what is in it. */
export type Removal = (clients: Clients) => Promise<unknown>;

/** Why a kind has none: `none: its files are objects of …` */
type None = `none: ${string}`;

/** What other people may do to the small lab's resources of one kind. */
export interface KindFixture {
  /** Changes one of them. */
  readonly drift: ((clients: Clients) => DriftingKind) | None;
  /** By what they are: `a job`. Each kind that can be adopted has one. */
  readonly strangers: Readonly<Record<string, Stranger>> | None;
  /** By what goes: `table tbl_cities`. What lies in something goes before it. */
  readonly removals: Readonly<Record<string, Removal>> | None;
}
