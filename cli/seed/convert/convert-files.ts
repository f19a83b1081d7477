import type { SourceDataset } from '../../../lab/source-definition.ts';
import type { SourceFile } from '../dataset-files.ts';
import type { OnRead } from '../measure-file.ts';
import type { Problems } from '../problems.ts';
import { type ConvertedFiles, convertTable } from './convert-table.ts';
import { convertedColumns } from './converted-column.ts';
import { delimitedStage } from './delimited-stage.ts';
import { jsonStage } from './json-stage.ts';
import { renameColumns } from './renamed-parquet.ts';
import type { Stage } from './stage.ts';
import { workbookStage } from './workbook-stage.ts';
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
  const convert = async (stage: Stage) => {
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
  };
  switch (format) {
    case 'csv':
    case 'tsv':
      return convert(delimitedStage(source, format));
    case 'json':
    case 'jsonl':
      return convert(jsonStage(source));
    case 'parquet':
      return { ...(await renameColumns(source, files, problems, onRead, workspace)), warnings: [] };
    case 'xlsx':
      return convert(workbookStage(source));
  }
};
