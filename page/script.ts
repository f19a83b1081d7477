/**
 * The page's script, for what only a script can do: buttons that copy, and Ctrl-Enter in the field for queries. It reads
 * text and makes none of it markup.
 */
export const script = `
for (const block of document.querySelectorAll('pre.copy')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copier';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(block);
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = 'Copied';
  });
  const frame = document.createElement('div');
  frame.className = 'copying';
  block.replaceWith(frame);
  frame.append(block, button);
}
document.getElementById('sql')?.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
});
`;
