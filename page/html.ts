import { escapeToBuffer, type HtmlEscapedString, raw, type StringBuffer } from 'hono/utils/html';
import { visible } from '../lab/visible.ts';

/** Markup of ours. Only `html` makes it. */
export type Html = HtmlEscapedString;

/** What markup may hold. Text is escaped; nothing can be said that would keep it from that. */
export type Content = Html | string | number | undefined | readonly Content[];

const isMarkup = (content: unknown): content is Html =>
  typeof content === 'object' && content !== null && 'isEscaped' in content;

const append = (content: Content, buffer: StringBuffer): void => {
  if (Array.isArray(content)) for (const each of content) append(each, buffer);
  else if (isMarkup(content)) buffer[0] += content.toString();
  else if (content !== undefined) escapeToBuffer(visible(String(content)), buffer);
};

/**
 * Makes markup of a template. Every value in it is text: quotes, tags and entities are escaped, and control characters
 * and those that turn the direction of the text are made visible. Attributes must be in quotes.
 *
 * hono's own `html` does the same, but also waits for promises, which takes twice the room in the template.
 */
export const html = (template: TemplateStringsArray, ...values: readonly Content[]): Html => {
  const buffer: StringBuffer = [''];
  for (const [index, text] of template.entries()) {
    buffer[0] += text;
    append(values[index], buffer);
  }
  return raw(buffer[0]);
};
