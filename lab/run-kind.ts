import { isRecord } from './json-of.ts';
import { purposeIn } from './run-purpose.ts';

/** What a run was for. Only a plan changes nothing. */
export const planKind = 'plan';
export const destroyKind = 'destroy';

/** What a rebuild does on top of what every rebuild does. */
const more = (input: Readonly<Record<string, unknown>>): readonly string[] => [
  ...(input.repair === true ? ['repair'] : []),
  ...(input.setAside === true ? ['set aside'] : []),
  ...(Array.isArray(input.adopt) && input.adopt.length > 0 ? ['adopt'] : []),
];

/**
 * What an execution was for, from its input: `rebuild`, `repair`, `set aside`, `adopt` or several of these, `plan`,
 * `destroy`. A destroy that was not confirmed only looked, so it is a plan.
 */
export const runKind = (input: unknown): string => {
  const { action } = purposeIn(input);
  if (action !== 'rebuild') return action === 'plan' ? planKind : destroyKind;
  const parts = isRecord(input) ? more(input) : [];
  return parts.length === 0 ? 'rebuild' : parts.join(', ');
};
