import { kinds } from '../../../lab/kinds.ts';
import { placeOf } from '../../../reconcile/kinds/dataset.ts';
import { object } from '../../../reconcile/object.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { driftOfObject, noSource, objectAway } from '../lab-objects.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

const drift = ({ s3 }: Clients): DriftingKind => {
  const dataset = firstOf(smallDefinition.datasets);
  const file = firstOf(dataset.files ?? []);
  const to = placeOf(lab, dataset, file);
  const { content } = object(s3, lab, noSource, file, to).desired();
  return driftOfObject(s3, to, {
    id: kinds.dataset.id(dataset),
    properties: { [to.key]: {} },
    desired: () => ({ [to.key]: content }),
  });
};

export const datasetFixture: KindFixture = {
  drift,
  strangers: 'none: a file of others is not refused but kept, as its drift is',
  removals: {
    'file tbl_cities': objectAway('sor', 'tbl_cities/a.csv'),
    'file tbl_visits': objectAway('sot', 'tbl_visits/year=2026/x.jsonl'),
  },
};
