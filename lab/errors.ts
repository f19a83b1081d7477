/**
 * Every error that leaves a step on purpose. The class's `name` is the error name that the state machine sees
 * (Retry and Catch match on it), so the names are spelled out: a minified class would lose them.
 */
const named = <Name extends string>(name: Name) =>
  class extends Error {
    override readonly name = name;
    /** The error name as the state machine sees it. */
    static readonly errorName = name;
  };

/** The input of a run has an unknown key, a wrong type, or asks for something that does not exist. */
export class InvalidInput extends named('InvalidInput') {}

/** The lab definition is no JSON, does not follow the schema, or contradicts itself. */
export class InvalidDefinition extends named('InvalidDefinition') {}

/** The seed, or a file that its definition names, is not there, or may not be read. */
export class SeedUnavailable extends named('SeedUnavailable') {}

/** The seed's definition was replaced while the run was under way. */
export class SeedChanged extends named('SeedChanged') {}

/** The seed's definition is older than the one that the lab was built from. */
export class OlderDefinition extends named('OlderDefinition') {}

/** Another run works on the lab that this one is to destroy. */
export class RunInProgress extends named('RunInProgress') {}

/** The seed holds more data than the stack's `MaxSeedGiB` lets in. */
export class SeedTooLarge extends named('SeedTooLarge') {}

/** A file's size or checksum is not the one that the definition gives. */
export class FileMismatch extends named('FileMismatch') {}

/** Others write an object again and again while a rebuild places it. */
export class ObjectBusy extends named('ObjectBusy') {}

/** The account does not offer, or does not let us use, a service that the lab needs. */
export class ServiceUnavailable extends named('ServiceUnavailable') {}

/** S3 is still busy with a bucket of that name that was deleted a moment ago. Heals by itself: retried. */
export class BucketNotReady extends named('BucketNotReady') {}

/** The job's role was created a moment ago and Glue can't assume it yet. Heals by itself: retried. */
export class RoleNotReady extends named('RoleNotReady') {}

/** The job runs already, or the account has no room for another run. Heals when a run ends: retried. */
export class JobBusy extends named('JobBusy') {}

/** The job takes longer than one function lives. Retried: the step then goes on waiting for the same run. */
export class JobStillRunning extends named('JobStillRunning') {}

/** The job's run ended, and not well. */
export class JobFailed extends named('JobFailed') {}

/** Glue says that the run succeeded, and there is nothing where it should have written. */
export class JobWroteNothing extends named('JobWroteNothing') {}

/** Athena refused or failed a query. */
export class QueryFailed extends named('QueryFailed') {}

/** A resource of the lab's name belongs to someone else and was left alone. */
export class ResourceRefused extends named('ResourceRefused') {}

/** Row counts or query answers are not what the definition expects. */
export class ProofFailed extends named('ProofFailed') {}
