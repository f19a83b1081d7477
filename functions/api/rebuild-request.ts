import * as z from 'zod/mini';
import {
  mostBodyBytes,
  type RebuildBody,
  rebuildBodySchema,
  runNamePattern,
  runNameRule,
} from '../../lab/api.ts';
import { Problem } from './problem.ts';
import { bytesOf, type Request } from './request.ts';

/** The content of a `POST /rebuild`. */
export interface RebuildRequest {
  /** The Idempotency-Key. */
  readonly key: string | undefined;
  readonly input: RebuildBody;
}

const keyOf = ({ headers }: Request): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined || runNamePattern.test(key)) return key;
  throw new Problem(
    'invalid-request',
    `The header Idempotency-Key becomes the run's name, so it must have ${runNameRule}`,
    {
      at: 'Idempotency-Key',
    },
  );
};

/** The body as text; undefined if there is no body. */
const textOf = (request: Request): string | undefined => {
  const bytes = bytesOf(request);
  if (bytes.length > mostBodyBytes)
    throw new Problem(
      'too-large',
      `The body has ${bytes.length} bytes, of at most ${mostBodyBytes}: send a smaller one`,
    );
  const type = request.headers['content-type'];
  if (type === undefined ? bytes.length > 0 : !/^application\/json *(;|$)/i.test(type.trim()))
    throw new Problem('not-json', "Send JSON, with the header 'Content-Type: application/json'", {
      at: 'Content-Type',
    });
  if (bytes.length === 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('invalid-request', 'The body is not UTF-8');
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(
      'invalid-request',
      `The body is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
};

/** `datasets[0]`; for an unknown key, the key. */
const fieldOf = (issue: z.core.$ZodIssue): string =>
  [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])]
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);

const parseBody = (value: unknown): RebuildBody => {
  const result = z.safeParse(rebuildBodySchema, value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue === undefined ? '' : fieldOf(issue);
  throw new Problem('invalid-request', `The body${at === '' ? '' : `, at ${at}`}: ${issue?.message}`, {
    ...(at === '' ? {} : { at }),
  });
};

const elsewhere = 'Start it yourself, with the daybreak command or in the Step Functions console';

/** Calls come from programs, and changing or removing what others made needs a person who has looked at it. */
const refuse = ({ action, repair, setAside, adopt, confirm, deleteForeignObjects }: RebuildBody): void => {
  const refused = (at: string, what: string) =>
    new Problem('not-offered', `${what} is not offered here, because programs call this. ${elsewhere}`, {
      at,
    });
  if (action === 'destroy') throw refused('action', "Destroying a lab and everybody's work in it");
  if (repair) throw refused('repair', 'Reverting what people changed');
  if (setAside) throw refused('setAside', "Moving people's files");
  if (adopt.length > 0) throw refused('adopt', "Taking over what is not the lab's");
  if (confirm !== undefined) throw refused('confirm', 'It belongs to destroying a lab, and that');
  if (deleteForeignObjects) throw refused('deleteForeignObjects', 'It belongs to destroying a lab, and that');
};

/** @throws Problem */
const refuseJobsInPlan = ({ action, runJob }: RebuildBody): void => {
  if (action === 'plan' && runJob === true)
    throw new Problem('invalid-request', 'The body, at runJob: a plan runs no jobs. Leave it out', {
      at: 'runJob',
    });
};

/** @throws Problem that names the field or the header */
export const parseRebuildRequest = (request: Request): RebuildRequest => {
  const text = textOf(request);
  const input = parseBody(text === undefined ? {} : jsonOf(text));
  refuse(input);
  refuseJobsInPlan(input);
  return { key: keyOf(request), input };
};
