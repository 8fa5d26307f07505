import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { EXAMPLES_PATH, type InviteExample } from '../kernel/invite-example.ts';
import { chooseCoding } from './coding.ts';
import { readSite, type SiteFile } from './site.ts';

/** Answers a request that only reads. */
export type ConsolePage = (response: ServerResponse, request: IncomingMessage) => void;

/** Whatever else a page may have been made to load or do, its browser does not: nothing but what this service serves, and no script in the page itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SAFETY: OutgoingHttpHeaders = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Names of files hold a hash of what is in them; the page itself has always the same name. */
const KEPT = 'public, max-age=31536000, immutable';
const ASKED_ABOUT = 'no-cache';

/** The console's addresses. Where it was not built, `/` leads to the playground. */
export function consoleRoutes(examples: readonly InviteExample[], files = readSite()): Record<string, ConsolePage> {
  const toPlayground: ConsolePage = (response) => void response.writeHead(302, { location: '/playground' }).end();
  return {
    '/': toPlayground,
    ...Object.fromEntries(files.map((file) => [file.path, serve(file)])),
    [EXAMPLES_PATH]: serveExamples(examples),
  };
}

function serveExamples(examples: readonly InviteExample[]): ConsolePage {
  const body = JSON.stringify(examples);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const headers = { ...SAFETY, 'cache-control': ASKED_ABOUT, etag };
  return (response, request) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' }).end(body);
  };
}

const serve =
  ({ path, type, bodies }: SiteFile): ConsolePage =>
  (response, { headers }) => {
    const coding = chooseCoding(headers['accept-encoding'], bodies);
    const body = bodies[coding] ?? bodies.identity;
    response.writeHead(200, {
      ...SAFETY,
      'content-type': type,
      'content-length': body.byteLength,
      'cache-control': path === '/' ? ASKED_ABOUT : KEPT,
      vary: 'accept-encoding',
      ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
    });
    response.end(body);
  };
