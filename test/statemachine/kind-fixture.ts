import type { AthenaClient } from '@aws-sdk/client-athena';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Value } from '../../lab/marks.ts';
import type { Resource } from '../../reconcile/engine.ts';

export interface Clients {
  readonly athena: AthenaClient;
  readonly cloudWatch: CloudWatchClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

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
  /** Whether it can only come where a lab stands already. */
  readonly afterwards?: true;
  /** Whether `deleteForeignObjects` means it, too. */
  readonly goesWithForeignObjects?: true;
  make(clients: Clients): Promise<unknown>;
}

/** Takes one thing of the small lab away, and what is in it. */
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
