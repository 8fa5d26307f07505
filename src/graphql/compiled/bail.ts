/** Thrown where something unusual is met that graphql-js has to deal with; who catches it never looks at it. */
export const UNUSUAL = new Error('left to graphql-js');

export function bail(): never {
  throw UNUSUAL;
}
