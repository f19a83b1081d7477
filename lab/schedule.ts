/** Fewest minutes between two starts: https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html */
const leastMinutes = 5;

const number = String.raw`\d+`;
const fieldsOf = (words: string, more = ''): RegExp => {
  const value = `(?:${number}${words === '' ? '' : `|${words}`})`;
  const range = String.raw`(?:\*|${value}(?:-${value})?)(?:/${number})?`;
  return new RegExp(`^(?:${range}(?:,${range})*${more})$`);
};
const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const days = 'SUN|MON|TUE|WED|THU|FRI|SAT';

/** The fields of a schedule in order, as in Glue's guide. */
const fields = [
  ['minutes', fieldsOf(''), 0, 59],
  ['hours', fieldsOf(''), 0, 23],
  ['day of the month', fieldsOf('', String.raw`|\?|L|LW|${number}W`), 1, 31],
  ['month', fieldsOf(months), 1, 12],
  ['day of the week', fieldsOf(days, String.raw`|\?|L|(?:${number}|${days})L`), 1, 7],
  ['year', fieldsOf(''), 1970, 2199],
] as const;

/**
 * The values that a cron field means: `0,30`, `5-20`, `*`, `0/15`, `22-2` (which wraps around). A field that is not made
 * of numbers in the range stands for all of them, so that a bound on starts stays one.
 */
const valuesOf = (field: string, least: number, most: number): readonly number[] => {
  const size = most - least + 1;
  const values = field.split(',').flatMap(part => {
    const [, first = '*', last, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const from = first === '*' ? least : Number(first);
    const to = first === '*' || (step !== undefined && last === undefined) ? most : Number(last ?? first);
    const isKnown = [from, to].every(value => value >= least && value <= most);
    const [begin, end, by] = isKnown ? [from, to, Math.max(1, Number(step ?? 1))] : [least, most, 1];
    const length = Math.floor(((end - begin + size) % size) / by) + 1;
    return Array.from({ length }, (_, i) => least + ((begin - least + i * by) % size));
  });
  return [...new Set(values)].sort((a, b) => a - b);
};

const minutesPerDay = 24 * 60;
const minutesPer = { minute: 1, hour: 60, day: minutesPerDay };

/**
 * The most starts in any 24 hours of a schedule of Glue's or EventBridge Scheduler's: `cron(…)`, `rate(1 hour)`, or empty
 * for none. Its days are not looked at: it bounds the days on which it starts. Every minute, if it can't be read.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const mostStartsADay = (schedule: string): number => {
  if (schedule === '') return 0;
  const [, number, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day')
    return Math.ceil(minutesPerDay / Math.max(1, Number(number) * minutesPer[unit]));
  const [minutes, hours] = /^cron\((.*)\)$/.exec(schedule)?.[1]?.split(' ') ?? [];
  return valuesOf(minutes ?? '*', 0, 59).length * valuesOf(hours ?? '*', 0, 23).length;
};

/**
 * What is wrong with a Glue schedule such as `cron(0 6 * * ? *)`; undefined if nothing is. Glue finds more when the
 * trigger is created, such as a date that never comes.
 */
export const scheduleProblem = (text: string): string | undefined => {
  const inside = /^cron\((.*)\)$/.exec(text)?.[1];
  const parts = inside?.split(' ') ?? [];
  if (parts.length !== fields.length)
    return `'${text}' is not a schedule: write it as cron(minutes hours day-of-month month day-of-week year), such as cron(0 6 * * ? *)`;
  for (const [index, [name, pattern, least, most]] of fields.entries()) {
    const part = parts[index] ?? '';
    // A number after a slash is a step.
    const numbers = [...part.replaceAll(/\/\d+/g, '').matchAll(/\d+/g)].map(Number);
    if (!pattern.test(part) || numbers.some(each => each < least || each > most))
      return `'${part}' can't be the ${name} of '${text}': see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html`;
  }
  const [minutes = '', , dayOfMonth, , dayOfWeek] = parts;
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return `'${text}' needs a ? for the day of the month or for the day of the week, and only for one`;
  const all = valuesOf(minutes, 0, 59);
  const near = all.findIndex((minute, i) => minute - (all[i - 1] ?? Number.NEGATIVE_INFINITY) < leastMinutes);
  return near < 0
    ? undefined
    : `'${text}' starts more often than every ${leastMinutes} minutes, which is the most that Glue allows`;
};
