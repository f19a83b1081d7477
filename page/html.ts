import { html as escaped } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { visible } from '../lab/visible.ts';

/** Markup of ours. Only `html` makes it. */
export type Html = HtmlEscapedString;

/** What markup may hold. Text is escaped; nothing can be said that would keep it from that. */
export type Content = Html | string | number | undefined | readonly Content[];

/** At run time markup is an object, text is not. */
const shown = (content: Content): unknown => {
  if (Array.isArray(content)) return content.map(shown);
  return typeof content === 'string' ? visible(content) : content;
};

/**
 * Makes markup of a template. Every value in it is text: quotes, tags and entities are escaped, and control characters
 * and those that turn the direction of the text are made visible. Attributes must be in quotes.
 */
export const html = (template: TemplateStringsArray, ...values: readonly Content[]): Html => {
  const made = escaped(template, ...values.map(shown));
  if (made instanceof Promise) throw new TypeError('markup was made of a promise');
  return made;
};
