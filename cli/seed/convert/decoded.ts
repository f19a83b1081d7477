import { UnreadableFile } from '../unreadable-file.ts';

/** Stands for what is no character in an encoding. */
const replacement = '\uFFFD';

const lineBreaks = (text: string): number => text.split('\n').length - 1;

/** Whether an encoding's label, as WHATWG has them, means UTF-8. */
export const isUtf8Label = (label: string): boolean => new TextDecoder(label).encoding === 'utf-8';

/**
 * The text of a file in another encoding, as UTF-8.
 * @param label as WHATWG has it: https://encoding.spec.whatwg.org/#names-and-labels
 * @throws UnreadableFile at the first line with bytes that are no character in it
 */
export const decoded = (file: string, label: string) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const decoder = new TextDecoder(label);
    let line = 1;
    const utf8 = (text: string): Buffer => {
      const bad = text.indexOf(replacement);
      if (bad >= 0)
        throw new UnreadableFile(
          file,
          line + lineBreaks(text.slice(0, bad)),
          `this line is not ${label}, which "encoding" in lab.json says. Correct the encoding, or the line`,
        );
      line += lineBreaks(text);
      return Buffer.from(text);
    };
    for await (const chunk of chunks) yield utf8(decoder.decode(chunk, { stream: true }));
    yield utf8(decoder.decode());
  };
