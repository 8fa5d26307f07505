import type { SQLInputValue } from 'node:sqlite';

/** How a statement names the rows of the list that it is given as its first parameter. */
export interface ListTerms {
  /** `FROM` the list, and nothing else. */
  readonly from: string;
  /** To stand before the table that is joined with the list. */
  readonly join: string;
  /** Counts the values from 0. */
  readonly key: string;
  readonly value: string;
}

const MANY: ListTerms = {
  from: 'FROM json_each(?1) list',
  join: 'json_each(?1) list CROSS JOIN',
  key: 'list.key',
  value: 'list.value',
};
const ONE: ListTerms = { from: '', join: '', key: '0', value: '?1' };

/** A statement, and its first parameter. */
export interface ForList<Statement> {
  readonly statement: Statement;
  readonly list: SQLInputValue;
}

/**
 * Prepares a statement that works on a list of values as a set. A list of one is common, and taking it out of JSON would be half of the work: for it there is
 * a statement of its own.
 */
export function prepareForList<Statement>(
  prepare: (sql: string) => Statement,
  sql: (terms: ListTerms) => string,
): (values: readonly (string | number)[]) => ForList<Statement> {
  const many = prepare(sql(MANY));
  const one = prepare(sql(ONE));
  return (values) =>
    values.length === 1 ? { statement: one, list: values[0]! } : { statement: many, list: JSON.stringify(values) };
}
