/** A server of the requests part, and how it is started. */
export interface Subject {
  readonly name: string;
  readonly program: string;
  readonly parameters?: readonly string[];
}

export const ROLLCALL: Subject = { name: 'Rollcall', program: 'rollcall' };
export const APOLLO: Subject = { name: 'Apollo Server standalone', program: 'apollo' };
export const MERCURIUS_JIT: Subject = { name: 'mercurius + jit', program: 'mercurius', parameters: ['jit'] };

export const SUBJECTS: readonly Subject[] = [
  ROLLCALL,
  APOLLO,
  { name: 'mercurius', program: 'mercurius' },
  MERCURIUS_JIT,
  { name: 'graphql-yoga', program: 'yoga' },
  { name: 'raw node:http', program: 'raw-http' },
];
