/** Scripts are bundled as text: esbuild's `text` loader. */
declare module '*.py' {
  const text: string;
  export default text;
}
