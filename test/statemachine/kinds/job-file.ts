import { bucketName } from '../../../lab/names.ts';
import { jobFile } from '../../../reconcile/kinds/job-file.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { driftOfObject, noSource, objectAway } from '../lab-objects.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

const key = 'jobs/visit/regions.csv';

const drift = ({ s3 }: Clients): DriftingKind => {
  const { name, files = [] } = firstOf(smallDefinition.jobs);
  const place = { bucket: bucketName(lab, 'assets'), key };
  return driftOfObject(s3, place, jobFile(s3, lab, noSource, name, firstOf(files)));
};

export const jobFileFixture: KindFixture = {
  drift,
  strangers: 'none: a file of others is not refused but kept, as its drift is',
  removals: { 'job file': objectAway('assets', key) },
};
