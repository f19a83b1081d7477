const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Dollars as the most that something costs: `$0.49`, rounded up to cents. */
export const atMost = (amount: number): string => dollars.format(Math.ceil(amount * 100 - 1e-6) / 100);
