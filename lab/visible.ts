/**
 * What acts on a terminal or a mail program instead of being seen: control characters (C0, DEL, C1), what turns the
 * direction of the text around it, and Unicode's line separators.
 */
const acting = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** `\x1b`, `\u202e` */
const escaped = (character: string): string => {
  const code = character.charCodeAt(0).toString(16);
  return (
    names[character] ?? (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`)
  );
};

/** Text in which nothing acts: what would is shown instead, as `\x1b`. Newlines and tabs stay. */
export const visible = (text: string): string =>
  text.replaceAll(acting, character =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );

/** The same on one line: newlines and tabs are shown, too. */
export const visibleInLine = (text: string): string => text.replaceAll(acting, escaped);
