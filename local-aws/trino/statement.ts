import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Trino } from './trino.ts';

/** A type as Trino's protocol describes it. */
export interface TypeSignature {
  readonly rawType: string;
  readonly arguments: readonly { readonly kind: string; readonly value: unknown }[];
}

const Column = z.object({
  name: z.string(),
  /** `decimal(10,2)` */
  type: z.string(),
  typeSignature: z.custom<TypeSignature>(value => typeof value === 'object' && value !== null),
});
export type Column = Readonly<z.infer<typeof Column>>;

/** Numbers are text here, exactly as Trino wrote them. */
const count = z.coerce.number().default(0);
const Stats = z.object({
  state: z.string(),
  elapsedTimeMillis: count,
  queuedTimeMillis: count,
  planningTimeMillis: count,
  physicalInputBytes: count,
  processedRows: count,
});
export type Stats = Readonly<z.infer<typeof Stats>>;

const Failure = z.object({
  message: z.string(),
  errorName: z.string(),
  /** USER_ERROR, INTERNAL_ERROR, INSUFFICIENT_RESOURCES or EXTERNAL. */
  errorType: z.string(),
});
export type Failure = Readonly<z.infer<typeof Failure>>;

const Page = z.object({
  /** Names of files that Trino writes begin with it. */
  id: z.string(),
  nextUri: z.string().optional(),
  columns: z.array(Column).optional(),
  data: z.custom<readonly (readonly unknown[])[]>(Array.isArray).optional(),
  stats: Stats,
  error: Failure.optional(),
  updateType: z.string().optional(),
  updateCount: z.coerce.number().optional(),
});
/** A part of an answer. */
export type Page = Readonly<z.infer<typeof Page>>;

export interface Statement {
  readonly sql: string;
  readonly catalog: string;
  readonly schema: string;
  /** Session properties. https://trino.io/docs/476/sql/set-session.html */
  readonly session: Readonly<Record<string, string>>;
  /** The text of prepared statements, by name. */
  readonly prepared: Readonly<Record<string, string>>;
}

export class TrinoGone extends Error {
  override readonly name = 'TrinoGone';
}

/** Tries, and milliseconds between them: on a busy machine, Trino may lose sight of its only worker for a moment. */
const noNodes = { tries: 40, pause: 500 };

/**
 * Runs a statement and gives its answer page by page. https://trino.io/docs/476/develop/client-protocol.html
 * @throws TrinoGone if Trino ended meanwhile
 */
export async function* runStatement(
  trino: Trino,
  statement: Statement,
  stopped: AbortSignal,
  pause = noNodes.pause,
): AsyncGenerator<Page, void> {
  for (let tries = 1; ; tries += 1) {
    let hasNodes = true;
    for await (const page of pagesOf(trino, statement, stopped)) {
      // Nothing of the statement has run then.
      hasNodes = page.error?.errorName !== 'NO_NODES_AVAILABLE' || tries === noNodes.tries;
      if (hasNodes) yield page;
    }
    if (hasNodes) return;
    await sleep(pause, undefined, { signal: stopped });
  }
}

async function* pagesOf(
  trino: Trino,
  statement: Statement,
  stopped: AbortSignal,
): AsyncGenerator<Page, void> {
  const headers = { ...trino.headers, ...headersOf(statement) };
  let page = await ask(`${trino.endpoint}/v1/statement`, { method: 'POST', headers, body: statement.sql });
  try {
    for (;;) {
      yield page;
      if (page.nextUri === undefined) return;
      stopped.throwIfAborted();
      page = await ask(address(trino, page.nextUri), { headers: trino.headers, signal: stopped });
    }
  } finally {
    if (page.nextUri !== undefined)
      await fetch(address(trino, page.nextUri), { method: 'DELETE', headers: trino.headers }).catch(
        () => undefined,
      );
  }
}

/** Trino writes `https`, as we told it that this is what we speak. */
const address = ({ endpoint }: Trino, uri: string): string => `${endpoint}${new URL(uri).pathname}`;

const headersOf = ({ catalog, schema, session, prepared }: Statement): Record<string, string> => ({
  'x-trino-user': 'daybreak',
  'x-trino-source': 'athena',
  'x-trino-catalog': catalog,
  'x-trino-schema': encodeURIComponent(schema),
  'x-trino-time-zone': 'UTC',
  'x-trino-session': encoded(session),
  'x-trino-prepared-statement': encoded(prepared),
});

const encoded = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join(',');

const ask = async (url: string, init: RequestInit): Promise<Page> => {
  for (;;) {
    const answer = await fetch(url, init).catch((error: unknown) => {
      if (init.signal?.aborted) throw error;
      throw new TrinoGone(`Athena's engine does not answer`, { cause: error });
    });
    // Trino asks to try again when it is busy.
    if (answer.status === 502 || answer.status === 503 || answer.status === 504) await sleep(100);
    else if (answer.ok) return Page.parse(parseWithNumbersAsText(await answer.text()));
    else throw new TrinoGone(`Athena's engine answered ${answer.status}: ${await answer.text()}`);
  }
};

/** Numbers as they are written: a bigint can be larger than JavaScript's numbers, and a double has Java's form. */
const parseWithNumbersAsText = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? `${value}`) : value,
  );
