/** `!` to `~` without quotes and the backslash, which JSON and JavaScript would escape. */
const alphabet = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).filter(
  character => !`"'\\`.includes(character),
);

/**
 * Writes bytes in base 91: two characters for 13 bits, or for 14 where those are less than 91² of them. That takes
 * 1.23 characters a byte, where base64 takes 1.33. The last bits are filled up with zeros.
 * https://base91.sourceforge.net, with another alphabet
 */
export const base91 = (bytes: Uint8Array): string => {
  let text = '';
  let held = 0;
  let bits = 0;
  const write = (): void => {
    // 8192 + 88 is the largest number of two digits.
    const size = (held & 8191) > 88 ? 13 : 14;
    const word = held & (2 ** size - 1);
    text += `${alphabet[word % 91]}${alphabet[Math.floor(word / 91)]}`;
    held >>= size;
    bits -= size;
  };
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    if (bits > 13) write();
  }
  if (bits > 0) write();
  return text;
};
