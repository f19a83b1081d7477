import type { LabArns } from '../lab/arns.ts';
import type { Statement } from '../lab/statement.ts';
import type { Identity } from './engine.ts';

/** Permissions of the functions that look after a kind, on the lab's own resources. */
export interface KindPermissions {
  /** To build and to observe it. */
  readonly ensure: (arns: LabArns) => readonly Statement[];
  /** To find all of the lab's resources of the kind, and to delete them. */
  readonly destroy: (arns: LabArns) => readonly Statement[];
}

/** A resource that a listing found. */
export interface ListedResource {
  readonly identity: Identity;
  /** Whether it carries the lab's mark. */
  readonly marked: boolean;
}

/** Ids of resources with the lab's mark that the definition does not name: those of earlier definitions. */
export const orphansAmong = (listed: readonly ListedResource[], wanted: readonly string[]): string[] =>
  listed.flatMap(({ identity: { id }, marked }) => (marked && !wanted.includes(id) ? [id] : []));
