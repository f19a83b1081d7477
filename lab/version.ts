import { daybreakVersion } from './daybreak-version.ts';
import { InvalidDefinition } from './errors.ts';

/** The newest format of a definition that this version of Daybreak reads, and the one that it publishes. */
export const schemaVersion = 1 as const;

/**
 * Refuses a definition in a newer format, before the schema complains about its new keys.
 * @param value as parsed from JSON, not yet checked
 * @throws InvalidDefinition
 */
export const refuseNewer = (value: unknown, what: string): void => {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return;
  const form = value.schemaVersion;
  if (typeof form === 'number' && Number.isInteger(form) && form > schemaVersion)
    throw new InvalidDefinition(
      `${what} has schemaVersion ${form}, and this Daybreak (${daybreakVersion}) reads up to ${schemaVersion}: update ` +
        "Daybreak, which is the command on your machine and the stack's template in an account",
    );
};
