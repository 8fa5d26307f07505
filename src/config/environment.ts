/** The environment variables, which only `main.ts` reads. */
export type Environment = Readonly<Record<string, string | undefined>>;
