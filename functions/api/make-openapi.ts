import { writeFileSync } from 'node:fs';
import { paths } from './openapi-paths.ts';
import { componentSchemas } from './openapi-schemas.ts';

/** The endpoint's description, for people and for generators of clients; `npm run generate` writes it. */
export const openApiFile = new URL('../../docs/openapi.json', import.meta.url);

/** The document as text: the same for the same sources. */
export const openApiJson = (): string => {
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Daybreak',
      version: '1',
      description:
        "Rebuilds an analytics lab from outside its account's console. Other paths answer 404 and other methods 405, both as a Problem.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{apiUrl}',
        variables: {
          apiUrl: {
            default: 'https://example.execute-api.us-east-1.amazonaws.com',
            description: "The stack's output ApiUrl.",
          },
        },
      },
    ],
    security: [{ sigv4: [] }],
    paths,
    components: {
      schemas: componentSchemas,
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description:
            'AWS Signature Version 4 for the service execute-api. The signer needs execute-api:Invoke.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

if (import.meta.main) writeFileSync(openApiFile, openApiJson());
