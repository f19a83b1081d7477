import { isRecord, jsonOf } from './json-of.ts';

/*
 * What a run is asked to do, and what asks for it. Without the schema library, for functions that do not need it.
 */

export const actions = ['rebuild', 'plan', 'destroy'] as const;
export const triggers = ['console', 'api', 'schedule', 'reset', 'stack'] as const;

export type Action = (typeof actions)[number];
export type Trigger = (typeof triggers)[number];

/** How the note of a destroy begins that was not confirmed. */
export const lookedOnly = 'this run only looked: nothing was deleted';

/** What a run was asked to do, and what asked for it. */
export interface RunPurpose {
  readonly action: Action;
  readonly trigger: Trigger;
}

/**
 * The purpose in an execution's input, even if Plan refused it or never saw it: as far as it can be understood; a value
 * that can't be gets the default of an empty input.
 */
export const purposeIn = (input: unknown): RunPurpose => {
  const {
    action: asked,
    trigger,
    confirm,
  }: {
    readonly action?: unknown;
    readonly trigger?: unknown;
    readonly confirm?: unknown;
  } = isRecord(input) ? input : {};
  const action = actions.find(name => name === asked) ?? 'rebuild';
  return {
    // A destroy that is not confirmed only says what it would do.
    action: action === 'destroy' && confirm === undefined ? 'plan' : action,
    trigger: triggers.find(name => name === trigger) ?? 'console',
  };
};

/** The same for an input that is still JSON, as AWS keeps it. */
export const purposeInJson = (input: string | undefined): RunPurpose => purposeIn(jsonOf(input));
