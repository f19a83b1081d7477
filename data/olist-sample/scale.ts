/** How much data to make, and which. */
export interface Scale {
  /** Orders, and customers: each order has its own. What else a shop has grows with them. */
  readonly orders: number;
  /** From 0 to 4,294,967,295: another number gives other data of the same kind. */
  readonly randomSeed: number;
}

/** Orders in the public Olist dataset. */
export const realOrders = 99_441;

/** The scale of the built-in sample: a tenth of the public dataset. */
export const sampleScale: Scale = { orders: 9_944, randomSeed: 0 };
