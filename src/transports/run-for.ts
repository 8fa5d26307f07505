import type { ServerResponse } from 'node:http';

/** Runs what may write lines of the log on behalf of the request that a response answers. */
export type RunFor = <Value>(response: ServerResponse, run: () => Value) => Value;

/** Nobody wants to know. */
export const runAtOnce: RunFor = (_response, run) => run();
