/** Scripts are modules of text in a bundle (esbuild's `text` loader); under jest they are the same. */
export default {
  process: source => ({ code: `export default ${JSON.stringify(source)};` }),
};
