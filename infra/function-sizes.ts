import type { LabFunctionName } from '../lab/names.ts';

interface Size {
  /** MB; processor and network grow with it. */
  readonly memory: number;
  /** Seconds. For a step, the state machine gives up ten seconds later, so that a function's own error comes first. */
  readonly timeout: number;
}

const small = { memory: 256, timeout: 120 };

/** How large each function is, and how long it may take. */
export const functionSizes: Readonly<Record<LabFunctionName, Size>> = {
  plan: { memory: 256, timeout: 60 },
  'ensure-storage': small,
  // 900 seconds are the most that Lambda gives: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
  'copy-data': { memory: 1024, timeout: 900 },
  'ensure-catalog': { memory: 256, timeout: 300 },
  'ensure-workgroup': small,
  'ensure-role': small,
  'ensure-job': small,
  // It waits for Glue. What takes longer, the state machine waits for by calling it again.
  'run-jobs': { memory: 256, timeout: 900 },
  'smoke-test': { memory: 256, timeout: 300 },
  destroy: { memory: 1024, timeout: 900 },
  report: { memory: 256, timeout: 60 },
  // API Gateway waits for 30 seconds.
  api: { memory: 512, timeout: 29 },
  'first-run': { memory: 256, timeout: 60 },
  'run-ended': small,
};
