import { stepNames } from '../lab/history/step-of.ts';

/** Names of the steps before a rebuild. */
const setUpSteps = ['Seed folder', 'Local AWS', 'Template', 'Checks', 'Seed', 'Stack'] as const;

/** The step that looks at a lab. */
export const lookStep = 'Look';

/** Every step that a command may show, in order. */
export const shownSteps: readonly string[] = [...setUpSteps, lookStep, ...stepNames];
