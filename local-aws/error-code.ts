/** Whether an error is Node's for this code (`EEXIST`…). Not `instanceof Error`: that is false across Jest's realms. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
