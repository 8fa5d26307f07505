import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { OperationRequest } from '../../graphql/operation.ts';

/** One subscription over HTTP. */
export interface StreamRequest {
  readonly request: OperationRequest;
  readonly viewer: Viewer;
  readonly response: ServerResponse;
  /** Aborted once the process is about to end. */
  readonly draining: AbortSignal;
}

/**
 * Answers one subscription over HTTP. Resolves when the answer has begun, and goes on by itself.
 *
 * @throws HttpError when nothing was answered yet
 */
export type StreamResponder = (asked: StreamRequest) => Promise<void>;
