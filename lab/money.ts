/** Dollars as the most that something costs: `$0.49`, rounded up to cents. */
export const atMost = (dollars: number): string => `$${(Math.ceil(dollars * 100 - 1e-6) / 100).toFixed(2)}`;
