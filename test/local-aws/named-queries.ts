import {
  AthenaClient,
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  GetNamedQueryCommand,
  type UpdateNamedQueryCommandInput,
} from '@aws-sdk/client-athena';

const isUpdate = (input: object): input is UpdateNamedQueryCommandInput =>
  'NamedQueryId' in input && 'QueryString' in input;

/**
 * A client for the local AWS, which does not support UpdateNamedQuery: deletes and recreates the query instead, which
 * gives it another id. Everything else is passed through.
 */
export const athenaThatUpdatesQueries = (): AthenaClient => {
  const plain = new AthenaClient({});
  const athena = new AthenaClient({});
  athena.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName !== 'UpdateNamedQueryCommand' || !isUpdate(args.input)) return next(args);
      const { NamedQueryId, Name, Description, QueryString } = args.input;
      const { NamedQuery } = await plain.send(new GetNamedQueryCommand({ NamedQueryId }));
      await plain.send(new DeleteNamedQueryCommand({ NamedQueryId }));
      const { Database, WorkGroup } = NamedQuery ?? {};
      await plain.send(new CreateNamedQueryCommand({ Name, Description, QueryString, Database, WorkGroup }));
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return athena;
};
