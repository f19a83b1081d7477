import type { KindPermissions } from '../kind.ts';
import { scriptPermissions } from './script.ts';

/** A job's files lie beside its script. */
export const jobFilePermissions: KindPermissions = scriptPermissions;
