import type { IncomingHttpHeaders } from 'node:http';
import { ANYBODY, type Viewer } from './viewer.ts';

/** Wherever a client or a router may have put a credential. */
export interface Credentials {
  /** Of the HTTP request, or of the upgrade to a WebSocket. */
  readonly headers: IncomingHttpHeaders;
  /** What a WebSocket client said when it connected. */
  readonly connectionParams?: unknown;
  /** Of the one operation. */
  readonly extensions?: unknown;
}

/** Tells who asks. */
export interface Access {
  /**
   * Whether a request shows the secret that the routers in front of us share with us; true where there is none.
   * Nothing at a GraphQL path is answered without it.
   */
  admits(headers: IncomingHttpHeaders): boolean;
  /**
   * Who asks. A credential that is missing or does not hold makes a viewer with a refusal, and is no failure.
   *
   * @throws when a credential cannot be judged now, e.g. because its issuer's keys cannot be fetched
   */
  viewerOf(credentials: Credentials): Promise<Viewer>;
}

/** Asks nobody for anything. */
export const openAccess: Access = {
  admits: () => true,
  viewerOf: () => Promise.resolve(ANYBODY),
};
