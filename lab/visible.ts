/**
 * Characters that act on a terminal or a mail program instead of being shown: control characters (C0, DEL, C1), those
 * that change the direction of the text, and Unicode's line separators.
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

/** Text with acting characters escaped, as `\x1b`. Newlines and tabs stay. */
export const visible = (text: string): string =>
  text.replaceAll(acting, character =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );

/** The same on one line: newlines and tabs are escaped, too. */
export const visibleInLine = (text: string): string => text.replaceAll(acting, escaped);

/** The same JSON with acting characters as JSON escapes them (`\\u009b`). JSON itself escapes only some of them. */
export const visibleInJson = (json: string): string =>
  json.replaceAll(acting, character =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
