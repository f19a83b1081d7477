const milliseconds: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * When the stack's schedule may start the first rebuild, in UTC to the second. EventBridge Scheduler starts a `rate(…)`
 * at once if it has no start date, beside the rebuild that the stack starts itself, or although it should start none:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based. A `cron(…)` names its times.
 *
 * @param expression of the schedule; may be empty
 */
export const scheduleStart = (expression: string, now: Date): string => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const start = new Date(now.getTime() + Number(count ?? 0) * (milliseconds[unit] ?? 0));
  return `${start.toISOString().slice(0, 19)}Z`;
};

/**
 * A new name for each start, so that CloudFormation makes a new schedule and never updates one: EventBridge Scheduler
 * refuses a start of more than five minutes ago, and a roll-back would set the old one again. At most 64 characters.
 */
export const scheduleName = (stateMachine: string, start: string): string =>
  `${stateMachine}-${start.replaceAll(':', '')}`;
