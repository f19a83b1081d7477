/** `(` to `[` and `]` to `}`: neither quotes nor the backslash, which JSON and JavaScript would escape. */
const alphabet = Array.from({ length: 85 }, (_, digit) =>
  String.fromCharCode(digit + (digit < 52 ? 40 : 41)),
);

/**
 * Writes bytes in base 85: five characters for four bytes, where base64 needs five and a third. The last four bytes are
 * filled up with zeros.
 */
export const base85 = (bytes: Uint8Array): string => {
  const words = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 4) * 4));
  new Uint8Array(words.buffer).set(bytes);
  let text = '';
  for (let at = 0; at < words.byteLength; at += 4) {
    let rest = words.getUint32(at, true);
    let digits = '';
    for (let place = 0; place < 5; place += 1) {
      digits = `${alphabet[rest % 85]}${digits}`;
      rest = Math.floor(rest / 85);
    }
    text += digits;
  }
  return text;
};
