/**
 * A limit that is given when the statement runs. Of a bare `LIMIT ?` SQLite takes the number into its plan, and so compiles the statement anew
 * each time it is bound, which takes ten times as long as running it; an expression it does not look into.
 */
export const limitOf = (parameter = '?'): string => `LIMIT ${parameter} + 0`;
