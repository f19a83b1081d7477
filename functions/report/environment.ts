import { labVariables } from '../frame/environment.ts';

/** Which lab, also when Plan could not say; and the topic of those who want to be told, empty for nobody. */
export const environmentNames = [...labVariables, 'TOPIC_ARN'] as const;
