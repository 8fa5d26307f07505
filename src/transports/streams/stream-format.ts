import type { GraphQLFormattedError } from 'graphql';

/** How the results of one subscription are written into one HTTP response. All texts are written as they are. */
export interface StreamFormat {
  readonly contentType: string;
  /** Written at once, so that the client sees that the stream is open. */
  readonly opening: string;
  /** @param result as JSON */
  readonly result: (result: string) => string;
  /** The last result of a subscription that ends because something went wrong. */
  readonly failure: (errors: readonly GraphQLFormattedError[]) => string;
  /** A sign of life, which the client passes over. */
  readonly sign: string;
  /** The subscription is over, and nothing more will come. */
  readonly complete: string;
  /** This process is about to end, and the client may ask again. */
  readonly goodbye: string;
}
