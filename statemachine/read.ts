import { readFileSync } from 'node:fs';
import { type Step, stateName } from '../lab/names.ts';

/** The state machine's file; `${PlanFunction}` and so on are placeholders for the functions' ARNs. */
export const rebuildDefinition = (): string =>
  readFileSync(new URL('./rebuild.asl.json', import.meta.url), 'utf8');

/** The placeholder for a step's function: `ensure-storage` gives `EnsureStorageFunction`. */
export const functionPlaceholder = (step: Step): string => `${stateName(step)}Function`;
