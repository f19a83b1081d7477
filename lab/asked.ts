import { jsonOf } from './json-of.ts';
import { type Action, actions, type Trigger, triggers } from './triggers.ts';

/** What a run was asked for. */
export interface Asked {
  readonly action: Action;
  readonly trigger: Trigger;
}

/**
 * What an execution's input asks for, also when Plan has refused it or never saw it: as far as it can be understood, and
 * for the rest what an empty input means.
 */
export const askedIn = (input: unknown): Asked => {
  const { action, trigger }: { readonly action?: unknown; readonly trigger?: unknown } =
    typeof input === 'object' && input !== null ? input : {};
  return {
    action: actions.find(name => name === action) ?? 'rebuild',
    trigger: triggers.find(name => name === trigger) ?? 'console',
  };
};

/** The same, of an input that is still JSON, as AWS keeps it. */
export const askedInJson = (input: string | undefined): Asked => askedIn(jsonOf(input));
