import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '../../access/access.ts';
import type { Viewer } from '../../access/viewer.ts';

/** Who is at the other end of a socket, judged once; and whoever one operation says that it is from. */
export class SocketCredential {
  readonly #access: Access;
  readonly #headers: IncomingHttpHeaders;
  readonly #connectionParams: unknown;
  /** Rejects when the credential cannot be judged now. */
  readonly viewer: Promise<Viewer>;

  constructor(access: Access, headers: IncomingHttpHeaders, connectionParams: unknown) {
    this.#access = access;
    this.#headers = headers;
    this.#connectionParams = connectionParams;
    this.viewer = Promise.try(() => access.viewerOf({ headers, connectionParams }));
  }

  /** Null: the operation brings none of its own, so it is from whoever opened the socket. */
  ofOperation(extensions: Readonly<Record<string, unknown>> | null | undefined): Promise<Viewer> | null {
    if ((extensions?.['authorization'] ?? null) === null) return null;
    return this.#access.viewerOf({ headers: this.#headers, connectionParams: this.#connectionParams, extensions });
  }
}
