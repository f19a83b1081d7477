import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { dashboardName } from '../../../lab/names.ts';
import { dashboard } from '../../../reconcile/kinds/dashboard.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { smallDefinition } from '../small-definition.ts';

const DashboardName = dashboardName(lab);

const drift = ({ cloudWatch }: Clients): DriftingKind => {
  const resource = dashboard(cloudWatch, lab, smallDefinition);
  const { text, body } = resource.desired();
  const change = (from: string, to: string) => async () => {
    const { DashboardBody = '' } = await cloudWatch.send(new GetDashboardCommand({ DashboardName }));
    const changed = DashboardBody.replaceAll(from, to);
    await cloudWatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: changed }));
  };
  return {
    resource,
    drifts: {
      text: { theirs: text.replace('# Cities', '# Mine'), make: change('# Cities', '# Mine') },
      body: {
        theirs: JSON.parse(JSON.stringify(body).replaceAll('3600', '60')),
        make: change('"period":3600', '"period":60'),
      },
    },
  };
};

export const dashboardFixture: KindFixture = {
  drift,
  strangers: {
    'a dashboard': {
      id: `dashboard/${DashboardName}`,
      observed: new RegExp(`^dashboard ${DashboardName}`),
      make: ({ cloudWatch }) =>
        cloudWatch.send(
          new PutDashboardCommand({
            DashboardName,
            DashboardBody: '{"widgets":[{"type":"text","properties":{"markdown":"theirs"}}]}',
          }),
        ),
    },
  },
  removals: {
    dashboard: ({ cloudWatch }) =>
      cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] })),
  },
};
