/** Text for a POSIX shell, which takes everything between single quotes literally. */
export const posixQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A word for a POSIX shell, in quotes only where it needs them. */
export const posixWord = (text: string): string => (/^[\w./-]+$/.test(text) ? text : posixQuoted(text));
