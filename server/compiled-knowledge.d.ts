/** Written by the build: the files of dist/knowledge by name, as text. */
declare module 'compiled-knowledge' {
  const compiled: Readonly<Record<string, string>>;
  export default compiled;
}
