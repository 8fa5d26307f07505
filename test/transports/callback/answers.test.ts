import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CallbackPosts, MAX_CALLBACK_ANSWER_BYTES, type Verdict } from '../../../src/transports/callback/posts.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { soon } from '../time.ts';

/** Posts a check to a router that answers like this. */
async function postTo(answer: (response: ServerResponse) => void): Promise<Verdict> {
  const clock = new ManualClock();
  const server = createServer((_request, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const posts = new CallbackPosts(clock);
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/callback?from=router`);
  const registration = { url, id: '1', verifier: 'v', heartbeatIntervalMs: 0 };
  const verdict = await soon('verdict', posts.post(registration, { action: 'check' }, new AbortController().signal));
  await posts.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(clock.pending).toBe(0);
  return verdict;
}

describe("a router's answer", () => {
  it.each([200, 202, 204])(
    'of the status %i means that the message was taken, whether it names the protocol or not',
    async (status) => {
      for (const headers of [{}, { 'subscription-protocol': 'callback/1.0' }])
        expect((await postTo((response) => response.writeHead(status, headers).end())).kind).toBe('taken');
    },
  );

  it('that names another protocol is none of ours', async () => {
    const headers = { 'subscription-protocol': 'callback/2.0' };
    expect((await postTo((response) => response.writeHead(204, headers).end())).kind).toBe('refused');
  });

  it('is read to its end and not further than that a socket may be used again', async () => {
    let written = 0;
    const verdict = await postTo((response) => {
      const more = (): void => {
        if (response.destroyed) return;
        written += 16_384;
        response.write('x'.repeat(16_384), more);
      };
      more();
    });
    expect(verdict.kind).toBe('taken');
    // What the sockets' buffers take comes on top.
    expect(written).toBeGreaterThan(MAX_CALLBACK_ANSWER_BYTES);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});
