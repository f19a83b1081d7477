import type { LabArns } from '../lab/arns.ts';
import type { Statement } from '../lab/statement.ts';
import type { Identity } from './engine.ts';

/** What the functions may do that look after a kind, on the lab's own resources. */
export interface KindPermissions {
  /** To build it, and to look at it. */
  readonly ensure: (arns: LabArns) => readonly Statement[];
  /** To find all of the lab's and to take them away. */
  readonly destroy: (arns: LabArns) => readonly Statement[];
}

/** Something of a kind as a listing has found it. */
export interface Listed {
  readonly identity: Identity;
  /** Whether it carries the lab's mark. */
  readonly marked: boolean;
}

/** Ids of what carries the lab's mark and the definition does not name: what earlier definitions had. */
export const orphansAmong = (listed: readonly Listed[], wanted: readonly string[]): string[] =>
  listed.flatMap(({ identity: { id }, marked }) => (marked && !wanted.includes(id) ? [id] : []));
