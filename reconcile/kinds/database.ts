import {
  CreateDatabaseCommand,
  type DatabaseInput,
  DeleteDatabaseCommand,
  GetDatabaseCommand,
  type GlueClient,
  paginateGetTables,
  UpdateDatabaseCommand,
} from '@aws-sdk/client-glue';
import type { LabDefinition } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied } from '../../lab/marks.ts';
import { bucketName, databaseName, type Lab, type Zone } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { someOf } from '../some-of.ts';

interface DatabaseState {
  readonly description: string;
  readonly location: string;
  readonly [property: string]: string;
}

type Parameters = Readonly<Record<string, string>>;

const standardDescriptions: Readonly<Record<Zone, string>> = {
  sor: 'Raw data, as it came',
  sot: 'Trusted data, cleaned and joined',
  spec: 'Specialised data, made for one purpose',
};

export const databasePermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: ['glue:GetDatabase', 'glue:CreateDatabase', 'glue:UpdateDatabase'],
      resources: [arns.catalog, ...arns.databases],
    },
  ],
  destroy: arns => [
    {
      actions: ['glue:GetDatabase', 'glue:GetTables', 'glue:DeleteDatabase'],
      // DeleteDatabase requires permission to delete everything that could be in it:
      // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
      resources: [arns.catalog, ...arns.databases, ...arns.tables, ...arns.userDefinedFunctions],
      wildcard: fromDefinition,
    },
  ],
};

/** The database of one zone, identified by its name. */
export const databaseOf = (glue: GlueClient, lab: Lab, zone: Zone): Identity<DatabaseState, Parameters> => {
  const Name = databaseName(lab, zone);
  return {
    ...kinds.database.named(Name),

    async observe(): Promise<Observation<DatabaseState, Parameters>> {
      const answer = await orAbsent(glue.send(new GetDatabaseCommand({ Name })), 'EntityNotFoundException');
      if (answer?.Database === undefined) return { is: 'absent' };
      const extra = answer.Database.Parameters ?? {};
      const state = {
        description: answer.Database.Description ?? '',
        location: answer.Database.LocationUri ?? '',
      };
      if (extra[labKey] === lab.name)
        return { is: 'ours', state, extra, applied: parseApplied(extra[appliedKey]) };
      return { is: 'unmarked', state, extra };
    },

    async clear() {
      const theirs: string[] = [];
      for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName: Name }))
        for (const { Name: table = '', Parameters } of TableList)
          if (Parameters?.[labKey] !== lab.name) theirs.push(table);
      // Glue would delete these tables with the database.
      return theirs.length === 0
        ? {}
        : {
            stays: `it holds ${theirs.length === 1 ? 'a table that is' : `${theirs.length} tables that are`} not the lab's: ${someOf(theirs)}`,
          };
    },

    async destroy() {
      await glue.send(new DeleteDatabaseCommand({ Name }));
    },
  };
};

/** The database of one zone; tables created in it without a location go to the zone's bucket. */
export const database = (
  glue: GlueClient,
  lab: Lab,
  definition: Pick<LabDefinition, 'zones'>,
  zone: Zone,
): Resource<DatabaseState, Parameters> => {
  const Name = databaseName(lab, zone);
  const input = (state: DatabaseState, applied: AppliedMark, parameters: Parameters): DatabaseInput => ({
    Name,
    Description: state.description,
    LocationUri: state.location,
    Parameters: { ...parameters, ...markOf(lab, applied) },
  });
  return {
    ...databaseOf(glue, lab, zone),
    properties: { description: {}, location: {} },

    desired: () => ({
      description: definition.zones?.[zone] ?? standardDescriptions[zone],
      location: `s3://${bucketName(lab, zone)}/`,
    }),

    async create(desired, applied) {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: input(desired, applied, {}) }));
    },

    async update(next, _changed, applied, extra) {
      await glue.send(new UpdateDatabaseCommand({ Name, DatabaseInput: input(next, applied, extra ?? {}) }));
    },
  };
};
