/** What happened to one resource; in a plan, what would happen. Apart from the schemas, which a run's page needs not. */
export const outcomeNames = [
  'created',
  'updated',
  'unchanged',
  'kept',
  'adopted',
  'refused',
  'destroyed',
] as const;
