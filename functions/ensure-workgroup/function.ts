import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'the Athena workgroup and its saved queries',
  memory: 256,
  timeout: 120,
  environment: [],
  readsSeed: true,
  statements: arns => [
    saveDisplaced(arns),
    {
      actions: [
        'athena:GetWorkGroup',
        'athena:CreateWorkGroup',
        'athena:UpdateWorkGroup',
        'athena:TagResource',
        'athena:ListTagsForResource',
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:GetNamedQuery',
        'athena:CreateNamedQuery',
        'athena:UpdateNamedQuery',
        // Rebuilds at the same time may save a query twice.
        'athena:DeleteNamedQuery',
      ],
      resources: [arns.workgroup],
    },
  ],
} satisfies FunctionDeclaration;
