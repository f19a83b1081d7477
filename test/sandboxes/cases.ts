import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { declaredParameters } from '../../infra/parameter-declarations.ts';
import { parseJson } from '../../lab/parse.ts';

const statement = z.record(z.string(), z.unknown());
const text = z.string().check(z.minLength(1));

/** Where a fact comes from. */
const source = z.strictObject({ says: text, url: z.nullable(z.url()), date: z.iso.date() });

/** One kind of account, what it denies, and what Daybreak does in it. */
const sandboxSchema = z.strictObject({
  name: text,
  /** How long such an account lives. */
  life: text,
  sources: z.array(source).check(z.minLength(1)),
  /** Statements of IAM, all of which deny; `LAB` stands for the lab's name, `ACCOUNT` for the account. */
  denies: z.array(statement),
  /** A role that the account provides, and what it allows. */
  existingRole: z.optional(z.strictObject({ name: text, allows: z.array(statement) })),
  /** The boundary that new roles must have, and what it allows. */
  boundary: z.optional(z.strictObject({ name: text, allows: z.array(statement) })),
  /** Lake Formation's settings, if they are not those of a new account. */
  dataLakeSettings: z.optional(z.record(z.string(), z.unknown())),
  /** Parameters that the template needs there. */
  parameters: z.record(z.string(), z.string()),
  /** What a rebuild comes to: a lab, with these notes in its report and without what these actions do; or a sentence. */
  end: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('ready'), notes: z.array(text), without: z.array(text) }),
    z.strictObject({ is: z.literal('refused'), sentence: text }),
  ]),
  /** What a user has to know. */
  advice: z.array(text),
  unknown: z.array(text),
});

export interface Sandbox extends z.output<typeof sandboxSchema> {
  /** The file's name, which is the lab's name in tests. */
  readonly lab: string;
}

const folder = new URL('accounts/', import.meta.url);

/** Every case of `test/sandboxes/accounts`, by file name. */
export const sandboxes: readonly Sandbox[] = readdirSync(folder)
  .sort()
  .map(file => {
    const found = parseJson(sandboxSchema, readFileSync(new URL(file, folder), 'utf8'), file, Error);
    const unknown = Object.keys(found.parameters).find(name => !(name in declaredParameters));
    if (unknown !== undefined) throw new Error(`${file}: the template has no parameter ${unknown}`);
    return { ...found, lab: file.replace(/\.json$/, '') };
  });

/** A case's text with the names of one account. */
export const filled = <Part>(part: Part, lab: string, account: string): Part =>
  JSON.parse(JSON.stringify(part).replaceAll('LAB', lab).replaceAll('ACCOUNT', account));
