import type { SourceDataset } from '../../../lab/source-definition.ts';
import type { SourceFile } from '../dataset-files.ts';
import type { OnRead } from '../measure-file.ts';
import { WrongFile } from '../problem.ts';
import type { Problems } from '../problems.ts';
import { type ConvertedFiles, convertTable } from './convert-table.ts';
import { convertedColumns } from './converted-column.ts';
import { delimitedStage } from './delimited-stage.ts';
import type { Workspace } from './workspace.ts';

/**
 * Converts a table's files, whatever their format; see `convertTable`.
 * @param problems collects what is wrong with the files; if there is anything, what is returned is of no use
 */
export const convertFiles = async (
  source: SourceDataset,
  files: readonly SourceFile[],
  problems: Problems,
  onRead: OnRead,
  workspace: Workspace,
): Promise<ConvertedFiles & { readonly warnings: readonly string[] }> => {
  const { format } = source;
  switch (format) {
    case 'csv':
    case 'tsv': {
      const stage = delimitedStage(source, format);
      const converted = await convertTable(
        source,
        files,
        stage,
        convertedColumns(source),
        problems,
        onRead,
        workspace,
      );
      return { ...converted, warnings: stage.warnings() };
    }
    default:
      throw new WrongFile({
        file: 'lab.json',
        message: `table ${source.table}: Athena can't read its files as lab.json describes them`,
      });
  }
};
