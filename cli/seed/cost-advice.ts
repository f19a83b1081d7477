import { declaredParameters } from '../../infra/parameter-declarations.ts';
import { mostBatches } from '../../lab/datasets.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import { atMost } from '../../lab/money.ts';
import { mostDollarsADay } from '../../lab/most-dollars.ts';

const defaultOf = (name: string): string => declaredParameters[name]?.default ?? '';

/**
 * What a stack with default parameters says to a lab of this definition that is too dear for it; a whole sentence. The
 * other regions cost as much as us-east-1, or more: the stack's own sum decides.
 *
 * @param files of all tables: a definition with a manifest does not list them
 */
export const costAdvice = (definition: LabDefinition, files: number): readonly string[] => {
  const { dollars } = mostDollarsADay(definition, {
    region: 'us-east-1',
    schedule: defaultOf('ScheduleExpression'),
    runJob: false,
    files,
    batches: Math.min(files, mostBatches),
  });
  return dollars <= Number(defaultOf('MaxDollarsPerDay'))
    ? []
    : [
        `The lab could cost up to ${atMost(dollars)} a day. A stack refuses it unless its parameter allows that: MaxDollarsPerDay=${Math.ceil(dollars)}, or more where AWS costs more than in us-east-1.`,
      ];
};
