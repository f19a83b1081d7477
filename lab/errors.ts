/**
 * Every error that a step throws deliberately. The class's `name` is the error name that the state machine's Retry and
 * Catch match on; it is spelled out because minifying would change a class's own name. The calls are marked as pure, so
 * that a function carries only the classes that it uses.
 */
const named = <Name extends string>(name: Name) =>
  class extends Error {
    override readonly name = name;
    /** The error name as the state machine sees it. */
    static readonly errorName = name;
  };

/** The input of a run has an unknown key, a wrong type, or asks for something that does not exist. */
export class InvalidInput extends /* @__PURE__ */ named('InvalidInput') {}

/** The lab definition is not JSON, does not follow the schema, or contradicts itself. */
export class InvalidDefinition extends /* @__PURE__ */ named('InvalidDefinition') {}

/** The seed, or a file that its definition names, is missing or may not be read. */
export class SeedUnavailable extends /* @__PURE__ */ named('SeedUnavailable') {}

/** The seed's definition was replaced during the run. */
export class SeedChanged extends /* @__PURE__ */ named('SeedChanged') {}

/** The seed's definition is older than the one that the lab was built from. */
export class OlderDefinition extends /* @__PURE__ */ named('OlderDefinition') {}

/** Another run is working on the lab that this one is meant to destroy. */
export class RunInProgress extends /* @__PURE__ */ named('RunInProgress') {}

/** The seed holds more data than the stack's `MaxSeedGiB` allows. */
export class SeedTooLarge extends /* @__PURE__ */ named('SeedTooLarge') {}

/** The lab could cost more in a day than the stack's `MaxDollarsPerDay` allows. */
export class TooExpensive extends /* @__PURE__ */ named('TooExpensive') {}

/** A job has a policy of its own for a service that the stack's `JobPolicies` does not name. */
export class PolicyNotAllowed extends /* @__PURE__ */ named('PolicyNotAllowed') {}

/** A file's size or checksum differs from the definition's. */
export class FileMismatch extends /* @__PURE__ */ named('FileMismatch') {}

/** An object keeps being overwritten by others while a rebuild places it. */
export class ObjectBusy extends /* @__PURE__ */ named('ObjectBusy') {}

/** A service that the lab needs is not available in the account, or not permitted. */
export class ServiceUnavailable extends /* @__PURE__ */ named('ServiceUnavailable') {}

/** Lake Formation, which governs the account's catalog, denies what IAM allows. */
export class LakeFormationDenied extends /* @__PURE__ */ named('LakeFormationDenied') {}

/** S3 has not finished creating or deleting a bucket of that name. Passes by itself: retried. */
export class BucketNotReady extends /* @__PURE__ */ named('BucketNotReady') {}

/** The job's role was created a moment ago and Glue can't assume it yet. Passes by itself: retried. */
export class RoleNotReady extends /* @__PURE__ */ named('RoleNotReady') {}

/** The job is already running, or the account is at its limit of runs. Passes when a run ends: retried. */
export class JobBusy extends /* @__PURE__ */ named('JobBusy') {}

/** The job takes longer than one function call may. Retried: the step goes on waiting for the same run. */
export class JobStillRunning extends /* @__PURE__ */ named('JobStillRunning') {}

/** The job's run ended without success. */
export class JobFailed extends /* @__PURE__ */ named('JobFailed') {}

/** Glue reports success, but the run wrote nothing where it should have. */
export class JobWroteNothing extends /* @__PURE__ */ named('JobWroteNothing') {}

/** A resource with the lab's name belongs to someone else and was left alone. */
export class ResourceRefused extends /* @__PURE__ */ named('ResourceRefused') {}

/** A table's folder has files that the definition does not name, and queries count their rows, too. */
export class FilesInTheWay extends /* @__PURE__ */ named('FilesInTheWay') {}

/** Athena failed a query of the proofs, or its answer differs from what the definition expects. */
export class ProofFailed extends /* @__PURE__ */ named('ProofFailed') {}
