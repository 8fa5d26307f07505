import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../../src/access/access.ts';
import { nobody } from '../../../src/access/viewer.ts';
import { CALLBACK_TIMEOUT_MS } from '../../../src/transports/callback/posts.ts';
import { MAX_CALLBACK_TOKEN_LENGTH, MAX_CALLBACK_URL_LENGTH } from '../../../src/transports/callback/registration.ts';
import { CallbackRouter, type Reaction } from '../callback-router.ts';
import { ask, type HttpAnswer, postJson } from '../clients.ts';
import { startFront } from '../front.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { GROUP } from '../stage.ts';
import { until } from '../time.ts';
import { buildSchema } from 'graphql';
import { CallbackScene, SUBSCRIBE } from './callback-scene.ts';

const INVITE = `mutation { inviteMembers(input: { groupId: "${GROUP}", waitMs: 0, members: [{ account: "a" }] }) { operation { id } } }`;
const codesOf = ({ text }: HttpAnswer): unknown[] =>
  (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors.map(({ extensions }) => extensions.code);

describe('a subscription by callback', () => {
  it('begins after the router has taken a check, and is answered with nothing but that', async () => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    routed.hold();
    let answered = false;
    const answer = scene.ask(routed).finally(() => (answered = true));
    await until('the router was asked', () => routed.messages.length === 1);
    expect([answered, scene.stage.feed.subscribers]).toEqual([false, 0]);
    expect(routed.messages).toEqual([
      { kind: 'subscription', action: 'check', id: routed.id, verifier: routed.verifier },
    ]);
    routed.release();
    const { status, headers, text } = await answer;
    expect([status, text, headers['subscription-protocol']]).toEqual([200, '{"data":null}', 'callback/1.0']);
    await scene.stage.invite(['a']);
    await scene.taken(routed, 2);
    expect(routed.messages[1]).toEqual({
      kind: 'subscription',
      action: 'next',
      id: routed.id,
      verifier: routed.verifier,
      payload: { data: { memberStateChanged: { sequence: 1 } } },
    });
  });

  it('takes the names of keys that the protocol had in its preview', async () => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    const { callbackUrl: callback_url, id: subscription_id, verifier } = routed;
    const subscription = { callback_url, subscription_id, verifier, heartbeat_interval_ms: 0 };
    expect((await scene.ask(routed, { extensions: { subscription } })).status).toBe(200);
  });

  it.each<Reaction>([400, 401, 403, 404, 410, 500, 503, 301, 307, 308, 'hangUp'])(
    'leaves nothing behind when the check is answered with %s, and follows no redirection',
    async (reaction) => {
      await using scene = await CallbackScene.start();
      const routed = scene.router.subscription();
      routed.react = () => reaction;
      const answer = await scene.ask(routed);
      expect([answer.status, codesOf(answer)]).toEqual([400, ['CALLBACK_CHECK_FAILED']]);
      expect(answer.text).not.toContain(routed.verifier);
      expect(routed.attempts).toBe(1);
      await scene.freed();
      expect(scene.stage.clock.pending).toBe(0);
    },
  );

  it('is given up when the check is not answered in time', async () => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    routed.react = () => 'hang';
    const answer = scene.ask(routed);
    await until('the router was asked', () => routed.attempts === 1);
    scene.stage.clock.advance(CALLBACK_TIMEOUT_MS);
    expect(codesOf(await answer)).toEqual(['CALLBACK_CHECK_FAILED']);
    expect(scene.stage.clock.pending).toBe(0);
  });

  it('is given up when the router leaves before it was answered', async () => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    routed.hold();
    const sent = request(`${scene.stage.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      agent: false,
    });
    sent.on('error', () => {});
    sent.end(JSON.stringify({ query: SUBSCRIBE, extensions: routed.extension() }));
    await until('the router was asked', () => routed.messages.length === 1);
    sent.destroy();
    await new Promise((resolve) => sent.once('close', resolve));
    await until('the check was called off', () => scene.stage.clock.pending === 0);
    routed.release();
    expect((await ask(`${scene.stage.url}/healthz`)).status).toBe(200);
    await scene.freed();
  });

  it('is refused with its errors when the document is wrong, and nothing is posted', async () => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    const answer = await scene.ask(routed, { query: 'subscription { nothing }' });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(routed.attempts).toBe(0);
  });

  it('is refused for whoever is not known, and nothing is posted', async () => {
    const access: Access = { admits: () => true, viewerOf: () => Promise.resolve(nobody('no credential was given')) };
    await using scene = await CallbackScene.start({ access });
    const routed = scene.router.subscription();
    const answer = await scene.ask(routed);
    expect([answer.status, codesOf(answer)]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(routed.attempts).toBe(0);
  });

  it.each([
    ['a query', '{ connections { id } }'],
    ['a mutation', INVITE],
    [
      'the mutation of two',
      `${INVITE.replace('mutation', 'mutation M')} ${SUBSCRIBE.replace('subscription', 'subscription S')}`,
    ],
    ['a syntax error', 'subscription {'],
  ])('is not what comes of %s: nothing is executed, and nothing is posted', async (_what, query) => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    const answer = await postJson(`${scene.stage.url}/graphql`, {
      query,
      operationName: query.includes('mutation M') ? 'M' : undefined,
      extensions: routed.extension(),
    });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
    expect([routed.attempts, await scene.stage.store.events.lastPosition()]).toEqual([0, 0]);
  });

  it('goes to no origin that is not allowed, be it on this machine', async () => {
    await using scene = await CallbackScene.start();
    await using stranger = await CallbackRouter.start();
    const { port } = new URL(scene.router.origin);
    const urls = [
      stranger.subscription().callbackUrl,
      `http://localhost:${port}/callback/1`,
      `https://127.0.0.1:${port}/callback/1`,
      `http://127.0.0.1/callback/1`,
      `http://127.0.0.1.example:${port}/callback/1`,
      `http://example/${scene.router.origin}`,
    ];
    for (const callbackUrl of urls) {
      const subscription = { callbackUrl, subscriptionId: '1', verifier: 'v' };
      const answer = await scene.ask(scene.router.subscription(), { extensions: { subscription } });
      expect([callbackUrl, answer.status, codesOf(answer)]).toEqual([callbackUrl, 403, ['CALLBACK_NOT_ALLOWED']]);
      expect(answer.text).toContain('subscriptions.callbackOrigins');
    }
    expect(stranger.complaints).toEqual([]);
  });

  it('goes nowhere when no origin is allowed', async () => {
    await using router = await CallbackRouter.start();
    const schema = buildSchema('type Query { a: Int } type Subscription { b: Int }');
    await using front = await startFront({ schema, clock: new ManualClock() });
    const routed = router.subscription();
    const body = { query: 'subscription { b }', extensions: routed.extension() };
    expect((await postJson(`${front.url}/graphql`, body)).status).toBe(403);
    expect(routed.attempts).toBe(0);
  });

  it.each([
    ['no object', 'http://router'],
    ['a list', []],
    ['no URL', { callbackUrl: undefined }],
    ['a URL that is none', { callbackUrl: 'router:4000/callback' }],
    ['a URL of another protocol', { callbackUrl: 'file:///etc/passwd' }],
    ['a URL with a password', { callbackUrl: 'http://user:secret@127.0.0.1:4000/callback' }],
    ['a URL that is too long', { callbackUrl: `http://127.0.0.1/${'x'.repeat(MAX_CALLBACK_URL_LENGTH)}` }],
    ['no id', { subscriptionId: undefined }],
    ['an id that is no text', { subscriptionId: 7 }],
    ['an id that is too long', { subscriptionId: 'x'.repeat(MAX_CALLBACK_TOKEN_LENGTH + 1) }],
    ['no verifier', { verifier: undefined }],
    ['an empty verifier', { verifier: '' }],
    ['an interval that is no number', { heartbeatIntervalMs: '5s' }],
    ['an interval that is negative', { heartbeatIntervalMs: -1 }],
    ['an interval that is too short', { heartbeatIntervalMs: 1 }],
  ])('is refused when it is asked for with %s', async (_what, wrong) => {
    await using scene = await CallbackScene.start();
    const routed = scene.router.subscription();
    const { subscription } = routed.extension() as { subscription: object };
    const given = typeof wrong === 'object' && !Array.isArray(wrong) ? { ...subscription, ...wrong } : wrong;
    const answer = await scene.ask(routed, { extensions: { subscription: given } });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
    expect(answer.text).not.toContain('secret');
    expect(routed.attempts).toBe(0);
  });
});
