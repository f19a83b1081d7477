import ordersScript from '../../data/olist-sample/jobs/orders.py';
import { InvalidDefinition } from '../../lab/errors.ts';

const scripts: Readonly<Record<string, string>> = { 'jobs/orders.py': ordersScript };

/** A job script of the built-in sample, by its key. */
export const sampleScript = (key: string): Uint8Array => {
  const text = scripts[key];
  if (text === undefined) throw new InvalidDefinition(`the built-in sample has no script ${key}`);
  return new TextEncoder().encode(text);
};
