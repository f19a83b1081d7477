import { visible } from '../../lab/visible.ts';

/** Text from elsewhere on one line, with nothing in it that acts on a terminal. */
export const oneLine = (text: string): string => visible(text.replaceAll(/\s+/g, ' ').trim());
