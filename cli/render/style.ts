import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { visible } from '../../lab/visible.ts';

/**
 * Replaces ESC in our own colours until they are written. It is random for each process, so untrusted text can't
 * contain it, and can't add colours.
 */
const mark = `\u001b${randomUUID()}`;
const marked = new RegExp(`${mark}(\\[\\d+m)`);

/** Text that is safe to write: our colours become escape codes, and all other control characters become visible. */
export const forTerminal = (text: string): string =>
  text
    .split(marked)
    .map((part, index) => (index % 2 === 0 ? visible(part) : `\u001b${part}`))
    .join('');

/**
 * Colours text if the output is a terminal that wants colours (`NO_COLOR` is respected); otherwise leaves it as it is.
 * Coloured text has to go through `forTerminal`.
 */
export interface Style {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const asItIs = (text: string): string => text;
/** No colours: for files, pipes and tests. */
export const plainStyle: Style = { red: asItIs, yellow: asItIs, green: asItIs, bold: asItIs, dim: asItIs };

/** Colours are only for terminals, even if `FORCE_COLOR` asks for them everywhere. */
export const styleFor = (stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): Style => {
  if (stream.isTTY !== true) return plainStyle;
  const paint = (format: keyof Style) => {
    const [open = '', close = ''] = styleText(format, ' ', { stream }).replaceAll('\u001b', mark).split(' ');
    return (text: string) => `${open}${text}${close}`;
  };
  return {
    red: paint('red'),
    yellow: paint('yellow'),
    green: paint('green'),
    bold: paint('bold'),
    dim: paint('dim'),
  };
};

/** For what goes to stdout. */
export const outputStyle = (): Style => styleFor(process.stdout);

/** Whether a stream can be redrawn: a terminal with a width, and not an editor's dumb one. */
export const isTerminal = (
  stream: NodeJS.WriteStream,
  environment: NodeJS.ProcessEnv = process.env,
): boolean => stream.isTTY && stream.columns > 0 && environment.TERM !== 'dumb';
