/** Daybreak's own, as package.json has it. */
export const daybreakVersion = '0.1.0';
