import { securityDocuments } from '../permissions-table.ts';

test('the table of permissions in docs/security.md is that of the template', async () => {
  const { written, today } = await securityDocuments();
  expect(written).toBe(today);
});
