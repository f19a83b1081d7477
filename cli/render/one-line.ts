import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere on one line: no control character of it reaches a terminal or a log. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
