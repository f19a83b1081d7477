import { labVariables } from '../environment.ts';

/** Which lab, also when Plan could not say. */
export const environmentNames = labVariables;
