const numeric = /^(tinyint|smallint|int|integer|bigint|float|real|double|decimal)\b/;

/** Whether values of a type, as Athena names it in an answer, are numbers. */
export const isNumericType = (type: string): boolean => numeric.test(type);
