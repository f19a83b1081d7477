import { mostBodyBytes, runNamePattern, runNameRule } from '../../lab/api.ts';
import { always, header, json, notSigned, problem, started } from './openapi-answers.ts';
import { reportExample, runLinkExample, runStatusExample } from './openapi-examples.ts';

const rebuild = {
  operationId: 'startRebuild',
  summary: 'Rebuild the lab',
  description:
    'Starts a run of the state machine and answers at once. A rebuild may be started at any time: it restores what is missing, leaves what people changed, and deletes nothing. `action: plan` reports what a rebuild would do. Destroying, repairing, setting files aside and adopting are not offered here: they need a person, in the console or with the command.',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: `Becomes the run's name, so that a repeated call starts only one run. ${runNameRule}.`,
      schema: { type: 'string', pattern: runNamePattern.source },
      example: runLinkExample.run,
    },
  ],
  requestBody: {
    description: `At most ${mostBodyBytes} bytes.`,
    required: false,
    content: json('RebuildRequest', { datasets: ['sor.tbl_brecommerce_orders'] }),
  },
  responses: {
    '200': started('The key had already started this run.'),
    '202': started('The run has begun.'),
    '400': problem('A field or a header is wrong, or the body is not JSON.', {}, [
      'invalid-request',
      'The body, at rebuild: Unrecognized key: "rebuild"',
      'rebuild',
    ]),
    '403': problem('Not signed, or not offered here.', {}, [
      'not-offered',
      'Reverting what people changed is not offered here, because programs call this. Start it yourself, with the daybreak command or in the Step Functions console',
      'repair',
    ]),
    '409': problem(
      'Another run is working on the lab or destroying it, or the key belongs to a run with another body.',
      {},
      [
        'run-in-progress',
        'The run monday-9am is working on the lab: follow that run, or start another when it has ended',
      ],
      ['lab-destroyed', 'The run friday-5pm is destroying the lab: ask again when it has ended'],
      [
        'key-used',
        'A run with this name was started with another body: send a new Idempotency-Key, or the same body again',
        'Idempotency-Key',
      ],
    ),
    '413': problem('The body is too large.', {}, [
      'too-large',
      `The body has 40000 bytes, of at most ${mostBodyBytes}: send a smaller one`,
    ]),
    '415': problem('The body is not declared as JSON.', {}, [
      'not-json',
      "Send JSON, with the header 'Content-Type: application/json'",
      'Content-Type',
    ]),
    ...always,
  },
};

const status = {
  operationId: 'getRun',
  summary: 'The progress and result of a run',
  parameters: [
    {
      name: 'id',
      in: 'path',
      required: true,
      description: "The run's name.",
      schema: { type: 'string' },
      example: runLinkExample.run,
    },
  ],
  responses: {
    '200': { description: 'The run.', content: json('RunStatus', runStatusExample) },
    '403': notSigned,
    '404': problem('There is no such run.', {}, [
      'no-such-run',
      'This lab has no run with that name, or it ended more than 90 days ago',
    ]),
    ...always,
  },
};

const etag = { ETag: header('Identifies this report.') };

const lab = {
  operationId: 'getLab',
  summary: 'The report of the last rebuild',
  parameters: [
    {
      name: 'If-None-Match',
      in: 'header',
      description: 'The ETag of the report that the caller has.',
      schema: { type: 'string' },
    },
  ],
  responses: {
    '200': { description: 'The report.', headers: etag, content: json('Report', reportExample) },
    '304': { description: 'The report still has that ETag.', headers: etag },
    '403': notSigned,
    '404': problem('There is no report yet.', {}, [
      'no-report',
      'No run of this lab has written a report yet: start a rebuild with POST /rebuild, and ask again when it has ended',
    ]),
    ...always,
  },
};

/** The paths of the endpoint. */
export const paths = {
  '/rebuild': { post: rebuild },
  '/rebuild/{id}': { get: status },
  '/lab': { get: lab },
};
