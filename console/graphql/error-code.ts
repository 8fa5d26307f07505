import type { CombinedError } from 'urql';

/** The code of the first error that the service has answered with; undefined when it was not reached. */
export const codeOf = (error: CombinedError): unknown => error.graphQLErrors[0]?.extensions['code'];
