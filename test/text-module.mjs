/** In a bundle, scripts are text modules (esbuild's `text` loader); this makes them the same under jest. */
export default {
  process: source => ({ code: `export default ${JSON.stringify(source)};` }),
};
