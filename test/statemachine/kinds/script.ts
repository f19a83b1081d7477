import { bucketName } from '../../../lab/names.ts';
import { script } from '../../../reconcile/kinds/script.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { driftOfObject, noSource, objectAway } from '../lab-objects.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

const key = 'jobs/visit.py';

const drift = ({ s3 }: Clients): DriftingKind =>
  driftOfObject(
    s3,
    { bucket: bucketName(lab, 'assets'), key },
    script(s3, lab, noSource, firstOf(smallDefinition.jobs)),
  );

export const scriptFixture: KindFixture = {
  drift,
  strangers: 'none: a script of others is not refused but kept, as its drift is',
  removals: { script: objectAway('assets', key) },
};
