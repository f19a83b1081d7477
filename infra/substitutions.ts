import * as z from 'zod/mini';

const join = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const reference = z.strictObject({ Ref: z.string() });
const attribute = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

const substitution = z.strictObject({
  'Fn::Sub': z.tuple([z.string(), z.record(z.string(), z.unknown())]),
});

/** What Fn::Sub has: a text, and values for some of its names. */
interface Substituted {
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A part of a join as Fn::Sub writes it; undefined if it can't, or if a `$` in it would have to be escaped. */
const substituted = (part: unknown): Substituted | undefined => {
  if (typeof part === 'string') return part.includes('$') ? undefined : { text: part, values: {} };
  const ref = z.safeParse(reference, part);
  if (ref.success) return { text: `\${${ref.data.Ref}}`, values: {} };
  const found = z.safeParse(attribute, part);
  if (found.success) return { text: `\${${found.data['Fn::GetAtt'].join('.')}}`, values: {} };
  const inner = z.safeParse(substitution, part);
  if (!inner.success) return undefined;
  const [text, values] = inner.data['Fn::Sub'];
  return { text, values };
};

const namesIn = ({ text }: Substituted): readonly string[] =>
  [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);

/** All parts as one substitution; undefined if a name means one thing in one of them and another in another. */
const together = (parts: readonly Substituted[]): object | undefined => {
  const meanings = new Map<string, string | undefined>();
  for (const part of parts)
    for (const name of namesIn(part)) {
      const meaning = JSON.stringify(part.values[name]);
      if (meanings.has(name) && meanings.get(name) !== meaning) return undefined;
      meanings.set(name, meaning);
    }
  const text = parts.map(part => part.text).join('');
  const values = Object.assign({}, ...parts.map(part => part.values));
  return { 'Fn::Sub': Object.keys(values).length === 0 ? text : [text, values] };
};

/**
 * A template with `Fn::Sub` in place of the CDK's joins: half as long, and a reader sees an ARN in one piece.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
 */
export const withSubstitutions = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withSubstitutions);
  if (node === null || typeof node !== 'object') return node;
  const joined = z.safeParse(join, node);
  const parts = joined.success ? joined.data['Fn::Join'][1].map(substituted) : [undefined];
  const known = parts.flatMap(part => part ?? []);
  return (
    (known.length === parts.length ? together(known) : undefined) ??
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withSubstitutions(value)]))
  );
};
