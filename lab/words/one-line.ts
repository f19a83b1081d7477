import { visible } from '../visible.ts';

/** Untrusted text on one line, with control characters made visible. */
export const oneLine = (text: string): string => visible(text.replaceAll(/\s+/g, ' ').trim());
