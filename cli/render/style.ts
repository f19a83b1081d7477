import { styleText } from 'node:util';

/** Paints text where the reader is a terminal that wants colours (`NO_COLOR` is respected), and leaves it otherwise. */
export interface Style {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const styleFor = (stream: NodeJS.WriteStream): Style => {
  const paint = (format: keyof Style) => (text: string) => styleText(format, text, { stream });
  return {
    red: paint('red'),
    yellow: paint('yellow'),
    green: paint('green'),
    bold: paint('bold'),
    dim: paint('dim'),
  };
};

const asItIs = (text: string): string => text;
/** No colours: for files, pipes and tests. */
export const plainStyle: Style = { red: asItIs, yellow: asItIs, green: asItIs, bold: asItIs, dim: asItIs };

/** For what goes to stdout. */
export const outputStyle = (): Style => (process.stdout.isTTY ? styleFor(process.stdout) : plainStyle);

/** Whether a stream can be redrawn: a terminal of some width, and not the dumb one of an editor. */
export const isTerminal = (
  stream: NodeJS.WriteStream,
  environment: NodeJS.ProcessEnv = process.env,
): boolean => stream.isTTY && stream.columns > 0 && environment.TERM !== 'dumb';
