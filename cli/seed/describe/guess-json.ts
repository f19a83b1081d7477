import { parseTree } from 'jsonc-parser';

/** How a file of JSON seems to be written. */
export type JsonGuess =
  | {
      /** One object a line, or an array of objects, or objects over several lines. */
      readonly format: 'jsonl' | 'json';
      /** Keys of the first objects. */
      readonly keys: readonly string[];
    }
  /** JSON that is no rows; follows a key in a sentence. */
  | { readonly format: undefined; readonly why: string };

/** So many lines show which keys there are. */
const mostLines = 100;

/** Keys of an object in a text that may be cut off; undefined if it is no object. */
const keysIn = (text: string): readonly string[] | undefined => {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const object = tree?.type === 'array' ? tree.children?.[0] : tree;
  if (object?.type !== 'object') return undefined;
  return (object.children ?? []).map(property => String(property.children?.[0]?.value));
};

/** Whether a line is an object, whole: JSON but for the numbers that JSON has not. */
const isObjectLine = (line: string): boolean => {
  if (!/^\s*\{.*\}\s*$/.test(line)) return false;
  try {
    JSON.parse(line.replaceAll(/([:,[]\s*)(?:NaN|-?Infinity)\b/g, '$1null'));
    return true;
  } catch {
    return false;
  }
};

/** Reads off the beginning of a text whether it is JSON, and of which form; undefined if it is none. */
export const guessJson = (text: string, isWhole: boolean): JsonGuess | undefined => {
  const start = text.trimStart();
  if (!/^(?:\{\s*["}]|\[\s*(?:[[\]{"\d-]|true|false|null))/.test(start)) return undefined;
  const lines = start.split('\n').filter(line => line.trim() !== '');
  const whole = isWhole || lines.length === 1 ? lines : lines.slice(0, -1);
  const first = lines[0] ?? '';
  if (isObjectLine(first)) {
    const keys = whole.slice(0, mostLines).flatMap(line => keysIn(line) ?? []);
    return { format: 'jsonl', keys: [...new Set(keys)] };
  }
  const keys = keysIn(start);
  if (keys !== undefined) return { format: 'json', keys };
  return start.startsWith('[')
    ? { format: undefined, why: 'is a JSON array without objects in it, which are what rows are made of' }
    : undefined;
};
