export type {
  PreparedStatement,
  ResultColumn,
  StatementContext,
  StatementResult,
} from './context.ts';
export { findMissingTables } from './missing-tables.ts';
export { prepareStatement, runStatement } from './prepare.ts';
