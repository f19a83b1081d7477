import type { KindName } from '../../lab/kinds.ts';
import type { State } from '../../lab/marks.ts';
import type { Displace } from '../../reconcile/engine.ts';
import {
  type Look,
  lookAtSettings,
  type RestorableResource,
  type Restored,
  restoreSettings,
} from '../../reconcile/restore.ts';
import { Failed } from '../errors.ts';

/** Saved settings, and the resource whose they were. */
export interface SettingsToRestore {
  readonly kind: KindName;
  /** The saved properties. */
  readonly properties: readonly string[];
  look(): Promise<Look>;
  restore(displace: Displace): Promise<Restored>;
}

/** Settings that can't be restored, whatever is there now. The message says why, and what to do. */
export class NotRestorable extends Failed {}

/** Joins saved settings with their resource. */
export const settings = <S extends State, Extra>(
  resource: RestorableResource<S, Extra>,
  saved: Partial<S>,
): SettingsToRestore => ({
  kind: resource.kind,
  properties: Object.keys(saved),
  look: () => lookAtSettings(resource, saved),
  restore: displace => restoreSettings(resource, saved, displace),
});
