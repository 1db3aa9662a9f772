/** Written by the build: the engine's modules that the terminal's command uses, by their paths below server/. */
declare module 'engine-parts' {
  export const parts: Readonly<Record<string, object>>;
}
