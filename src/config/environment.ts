/** The environment variables, which only `run.ts` reads. */
export type Environment = Readonly<Record<string, string | undefined>>;
