import type { CodeTable } from './code-table.ts';

/** What makes outcomes of one provider's answers to an invite, for people: printed in docs/outcomes.md. Nothing that runs reads it. */
export interface Codebook {
  readonly tables: readonly CodebookTable[];
  /** What is decided besides, or instead, of the codes; sentences. */
  readonly notes: readonly string[];
}

export interface CodebookTable {
  /** Where the code stands in an answer. */
  readonly field: string;
  /** Whether it is about one member of a call, or about all of them. */
  readonly about: 'member' | 'call';
  readonly table: CodeTable;
}
