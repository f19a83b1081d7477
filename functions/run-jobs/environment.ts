/** This step takes everything from its input. */
export const environmentNames = [] as const;
