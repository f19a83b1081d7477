import {
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  UpdateWorkGroupCommand,
  type WorkGroupConfigurationUpdates,
} from '@aws-sdk/client-athena';
import { workgroup } from '../../../reconcile/kinds/workgroup.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { smallDefinition } from '../small-definition.ts';

const drift = ({ athena }: Clients): DriftingKind => {
  const WorkGroup = lab.name;
  const configure = (ConfigurationUpdates: WorkGroupConfigurationUpdates) => () =>
    athena.send(new UpdateWorkGroupCommand({ WorkGroup, ConfigurationUpdates }));
  return {
    resource: workgroup(athena, lab, smallDefinition),
    drifts: {
      // Written over whole, mark and all: the tags still say whose it is.
      description: {
        theirs: 'my queries',
        make: () => athena.send(new UpdateWorkGroupCommand({ WorkGroup, Description: 'my queries' })),
      },
      resultLocation: {
        theirs: 's3://elsewhere/results/',
        make: configure({ ResultConfigurationUpdates: { OutputLocation: 's3://elsewhere/results/' } }),
      },
      enforced: { theirs: false, make: configure({ EnforceWorkGroupConfiguration: false }) },
      scanCutoff: { theirs: 20_000_000, make: configure({ BytesScannedCutoffPerQuery: 20_000_000 }) },
      enabled: {
        theirs: false,
        make: () => athena.send(new UpdateWorkGroupCommand({ WorkGroup, State: 'DISABLED' })),
      },
    },
  };
};

export const workgroupFixture: KindFixture = {
  drift,
  strangers: {
    'a workgroup with a saved query': {
      id: 'workgroup/daybreak',
      observed: /^(workgroup daybreak|query daybreak\.)/,
      async make({ athena }) {
        const WorkGroup = lab.name;
        await athena.send(
          new CreateWorkGroupCommand({
            Name: WorkGroup,
            Description: 'theirs',
            Configuration: { ResultConfiguration: { OutputLocation: 's3://theirs/results/' } },
          }),
        );
        await athena.send(
          new CreateNamedQueryCommand({ Name: 'theirs', Database: 'x', QueryString: 'select 1', WorkGroup }),
        );
      },
    },
  },
  removals: {
    workgroup: ({ athena }) =>
      athena.send(new DeleteWorkGroupCommand({ WorkGroup: lab.name, RecursiveDeleteOption: true })),
  },
};
