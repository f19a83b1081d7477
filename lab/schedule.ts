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

/** The minutes of an hour that a field means: `0,30`, `5-20`, `*`, `0/15`. */
const minutesOf = (field: string): readonly number[] =>
  field
    .split(',')
    .flatMap(part => {
      const [range = '', step] = part.split('/');
      const [first = '', last] = range.split('-');
      const from = first === '*' ? 0 : Number(first);
      const to = first === '*' || (step !== undefined && last === undefined) ? 59 : Number(last ?? first);
      const by = Math.max(1, Number(step ?? 1));
      return Array.from({ length: Math.max(0, Math.floor((to - from) / by) + 1) }, (_, i) => from + i * by);
    })
    .sort((a, b) => a - b);

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
  const all = minutesOf(minutes);
  const near = all.findIndex((minute, i) => minute - (all[i - 1] ?? Number.NEGATIVE_INFINITY) < leastMinutes);
  return near < 0
    ? undefined
    : `'${text}' starts more often than every ${leastMinutes} minutes, which is the most that Glue allows`;
};
