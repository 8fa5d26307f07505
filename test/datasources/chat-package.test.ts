import { WebSocketServer } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChatDataSource } from '../../src/datasources/tencent-im-sdk/chat.ts';
import { leaseChat } from '../../src/datasources/tencent-im-sdk/chat-sdk.ts';
import { chatSettings } from '../../src/datasources/tencent-im-sdk/settings.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callFor, faultOf } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';
import { steadyRandom } from './wire-subject.ts';

/**
 * The official package itself, as far as it goes without Tencent: its sockets are led to a local server that listens and
 * never answers.
 */
describe('package @tencentcloud/chat', () => {
  let server: WebSocketServer;
  let url: string;
  const messages: string[] = [];
  beforeEach(async () => {
    messages.length = 0;
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket) => socket.on('message', (data: Buffer) => messages.push(data.toString('utf8'))));
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    url = `ws://127.0.0.1:${address.port}`;
  });
  afterEach(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  it('has all that the driver uses', async () => {
    const lease = leaseChat(1400000000, url);
    const functions = [
      'login',
      'destroy',
      'isReady',
      'on',
      'setLogLevel',
      'getGroupProfile',
      'addGroupMember',
    ] as const;
    for (const name of functions) expect(typeof lease.sdk[name]).toBe('function');
    expect(lease.sdk.isReady()).toBe(false);
    await lease.release();
  });

  it('refuses what needs a login with the code that the driver knows', async () => {
    const lease = leaseChat(1400000000, url);
    await expect(lease.sdk.addGroupMember({ groupID: 'g', userIDList: ['u'] })).rejects.toMatchObject({ code: 2024 });
    await lease.release();
  });

  it('gives each lease an instance of its own for one app, and uses a released copy again', async () => {
    const first = leaseChat(1400000000, url);
    const second = leaseChat(1400000000, url);
    expect(second.sdk).not.toBe(first.sdk);
    await expect.poll(() => server.clients.size).toBe(2);
    await first.release();
    await first.release();
    const third = leaseChat(1400000000, url);
    await first.release();
    const fourth = leaseChat(1400000000, url);
    expect(new Set([first, second, third, fourth].map(({ sdk }) => sdk)).size).toBe(4);
    await Promise.all([second.release(), third.release(), fourth.release()]);
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('logs in as the operator, and leaves nothing open when nobody answers in time', async () => {
    const clock = new ManualClock();
    const settings = chatSettings.parse({
      id: 'tencent-sdk',
      provider: 'tencent-im-sdk',
      driver: 'chat',
      sdkAppId: 1400000000,
      secretKey: 'tencent-secret-key',
      operator: 'u_owner',
    });
    const source = createChatDataSource(settings, { clock, random: steadyRandom }, (app) => leaseChat(app, url));
    await source.ping();
    expect(server.clients.size).toBe(0);

    const desk = new RecordingDesk();
    const pending = faultOf(source.invite(callFor('@TGS#2ABCDEFGH', ['u_alice']), desk));
    await expect.poll(() => messages.some((message) => message.includes('wslogin')), { timeout: 10_000 }).toBe(true);
    const login = messages.find((message) => message.includes('wslogin')) ?? '';
    expect(login).toContain('"identifier":"u_owner"');
    expect(login).toMatch(/"usersig":"eJ[A-Za-z0-9*_-]+"/);

    clock.advance(settings.timeoutMs);
    expect(await pending).toMatchObject({ fault: 'unavailable' });
    expect(desk.events).toEqual(['read permit']);
    expect(clock.pending).toBe(0);
    await source.close();
    await expect.poll(() => server.clients.size).toBe(0);
  });
});
