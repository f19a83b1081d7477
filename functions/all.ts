import { doors, type LabFunctionName } from '../lab/names.ts';
import { declaration as api } from './api/function.ts';
import { declaration as copyData } from './copy-data/function.ts';
import { declaration as destroy } from './destroy/function.ts';
import { declaration as ensureCatalog } from './ensure-catalog/function.ts';
import { declaration as ensureJob } from './ensure-job/function.ts';
import { declaration as ensureRole } from './ensure-role/function.ts';
import { declaration as ensureStorage } from './ensure-storage/function.ts';
import { declaration as ensureWorkgroup } from './ensure-workgroup/function.ts';
import { declaration as firstRun } from './first-run/function.ts';
import type { FunctionDeclaration } from './frame/declaration.ts';
import { declaration as plan } from './plan/function.ts';
import { declaration as report } from './report/function.ts';
import { declaration as runJobs } from './run-jobs/function.ts';
import { declaration as smokeTest } from './smoke-test/function.ts';

/** The declarations of all functions of the lab. */
export const declarations = {
  plan,
  'ensure-storage': ensureStorage,
  'copy-data': copyData,
  'ensure-catalog': ensureCatalog,
  'ensure-workgroup': ensureWorkgroup,
  'ensure-role': ensureRole,
  'ensure-job': ensureJob,
  'run-jobs': runJobs,
  'smoke-test': smokeTest,
  destroy,
  report,
  api,
  'first-run': firstRun,
} satisfies Readonly<Record<LabFunctionName, FunctionDeclaration>>;

/**
 * A function's description in one line: the console shows it next to the function's name and at the top of its code.
 */
export const functionTitle = (name: LabFunctionName): string =>
  `${doors.some(door => door === name) ? 'function' : 'step'} ${name}: ${declarations[name].title}`;
