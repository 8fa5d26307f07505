import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './axe.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';
import { JWT_SECRET, startConfigured, tokenFor } from './configured-service.ts';
import { ConsolePage } from './console-page.ts';

if (!hasBrowser) it.skip(noBrowser);

/** What a service does not answer to everybody, and what the console makes of it. */
describe.runIf(hasBrowser)('the console before a closed door', { timeout: TEST_TIMEOUT_MS }, () => {
  const jwt = { secret: JWT_SECRET };
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    browser = await ConsoleBrowser.launch();
  }, 60_000);
  afterAll(() => browser?.[Symbol.asyncDispose]());

  const signIn = async (page: Page, token: string): Promise<void> => {
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.getByLabel('Token').fill(token);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  };

  it('asks for a token, keeps it in the tab alone, and shows it over HTTP and WebSocket', async () => {
    await using service = await startConfigured(() => ({ auth: { jwt } }));
    const page = await browser.open(service.url, '#/', { bypassCSP: true });
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))));
    const at = new ConsolePage(page);
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await signIn(page, 'nonsense');
    await dialog.getByLabel('Token').waitFor();
    const token = await tokenFor('membership:read');
    await signIn(page, `Bearer ${token}`);
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('combobox', { name: 'Connection' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Connection' }).locator('option').allInnerTexts()).toContain(
      'wechat · WeChat (GeWe)',
    );

    await at.fillInvite('wechat', '1@chatroom', 'wxid_a');
    await at.press('Invite');
    await at.sees(/Not accepted: .*membership:invite/);

    await page.goto(`${service.url}/#/users/u1`);
    await at.sees('No account is linked to this person.');
    await expect
      .poll(() => sent.some((frame) => frame.includes('connection_init') && frame.includes(token)), PATIENCE)
      .toBe(true);
    const kept = await page.evaluate(() => [Object.values(localStorage), Object.values(sessionStorage)]);
    expect([kept[0]?.join().includes(token), kept[1]]).toEqual([false, [token]]);

    await at.press('Sign out');
    await dialog.waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    const another = await tokenFor('membership:read membership:admin');
    await signIn(page, another);
    await expect
      .poll(() => sent.some((frame) => frame.includes('connection_init') && frame.includes(another)), PATIENCE)
      .toBe(true);
    await dialog.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('asks once when a token is over, and goes on with another one', async () => {
    await using service = await startConfigured(() => ({ auth: { jwt: { ...jwt, clockTolerance: 'PT0S' } } }));
    const page = await browser.open(service.url, '#/groups/wechat%3A1%40chatroom');
    const at = new ConsolePage(page);
    let sockets = 0;
    page.on('websocket', () => void sockets++);
    await page.getByRole('dialog').waitFor();
    await signIn(page, await tokenFor('membership:read', '4s'));
    await at.sees('0 of 0 read');
    await at.sees('Changes do not arrive any more');
    const asked = sockets;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('status').getByRole('button', { name: 'Sign in' }).click();
    await signIn(page, await tokenFor('membership:read'));
    await page.getByText('Changes do not arrive any more').waitFor({ state: 'hidden' });
    await at.sees('0 of 0 read');
    await expect.poll(() => sockets, PATIENCE).toBe(asked + 1);
    await page.context().close();
  });

  it('says what a token does not allow, and asks for another one where it was sent away', async () => {
    await using service = await startConfigured(() => ({ auth: { jwt } }));
    const page = await browser.open(service.url, '#/operations/any');
    const at = new ConsolePage(page);
    await signIn(page, await tokenFor('membership:invite'));
    await at.sees(/membership:read/);
    await at.press('Sign out');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  it('says that only a router is answered, and how people get in nevertheless', async () => {
    await using service = await startConfigured(() => ({ auth: { routerSecret: 'a-secret-of-the-router' } }));
    const at = new ConsolePage(await browser.open(service.url, '#/', { bypassCSP: true, colorScheme: 'dark' }));
    await at.page.getByRole('heading', { name: 'Only the router is answered here' }).waitFor();
    await at.sees(/Run one more instance for people/);
    expect(await faultsOf(at.page)).toEqual([]);
    expect(await at.page.getByRole('dialog').count()).toBe(0);
    await at.page.context().close();
  });

  it('is listed by itself where scopes decide, on every page', async () => {
    await using service = await startConfigured((trusted) => ({
      auth: { jwt },
      documents: { trusted, onlyTrusted: true },
    }));
    const at = new ConsolePage(await browser.open(service.url));
    const refused: string[] = [];
    at.page.on('response', async (response) => {
      if (response.url().endsWith('/graphql') && (await response.text()).includes('SAFELIST')) refused.push('HTTP');
    });
    at.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"errors"') || String(payload).includes('SAFELIST')) refused.push(String(payload));
      }),
    );
    await signIn(at.page, await tokenFor('membership:admin membership:read membership:invite membership:remove'));
    await at.fillInvite('wechat', '1@chatroom', 'wxid_a wxid_b');
    await at.press('Invite');
    await at.sees('0 of 2 settled');
    await at.page.getByRole('listitem').filter({ hasText: 'wxid_a' }).getByRole('button').click();
    await at.page.getByRole('list', { name: 'History' }).waitFor();
    await at.press('Close');
    await at.press('Cancel what waits');
    await at.press('Cancel the invites');
    await at.sees('2 of 2 settled');
    await at.page.goto(`${service.url}/#/groups/wechat%3A1%40chatroom`);
    await at.sees('2 of 2 read');
    await at.page.getByRole('searchbox').fill('wxid_a');
    await at.sees('1 found in 2 of 2');
    await at.page.goto(`${service.url}/#/users/u1`);
    await at.sees('No account is linked to this person.');
    await at.page.goto(`${service.url}/#/connections`);
    await at.page.getByRole('article', { name: 'wechat' }).waitFor();
    expect(refused).toEqual([]);
    // What is in neither list stays outside.
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokenFor('membership:read')}`,
    };
    const body = JSON.stringify({ query: '{ connections { provider } }' });
    const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
    expect(await answer.text()).toContain('QUERY_NOT_IN_SAFELIST');
    await at.page.context().close();
  });

  it('says that it is not listed where the list alone decides', async () => {
    await using service = await startConfigured((trusted) => ({
      auth: 'none',
      documents: { trusted, onlyTrusted: true },
    }));
    const at = new ConsolePage(await browser.open(service.url));
    await at.page.getByRole('heading', { name: 'Only listed documents are answered here' }).waitFor();
    await at.sees(/Add the entries of dist\/console\/site\/documents.json/);
    await at.page.context().close();
  });

  it('shows signals to whoever has the token for them', async () => {
    const metricsToken = 'a-token-for-prometheus';
    await using service = await startConfigured(() => ({ auth: 'none', signals: { metricsToken } }));
    const at = new ConsolePage(await browser.open(service.url, '#/connections', { bypassCSP: true }));
    await at.sees(/only to whoever shows signals.metricsToken/);
    expect(await faultsOf(at.page)).toEqual([]);
    await at.page.getByLabel('Token for signals').fill('another-token');
    await at.press('Show the signals');
    await at.sees('The service does not take this token for its signals.');
    await at.page.getByLabel('Token for signals').fill(metricsToken);
    await at.press('Show the signals');
    await at.page.getByRole('img', { name: 'Calls go through' }).waitFor();
    await at.page.getByLabel('Token for signals').waitFor({ state: 'hidden' });
    await at.page.context().close();
  });

  it('shows signals to an administrator, and tells others what they need', async () => {
    await using service = await startConfigured(() => ({ auth: { jwt }, signals: { metricsToken: 'another-token' } }));
    const at = new ConsolePage(await browser.open(service.url, '#/connections'));
    await signIn(at.page, await tokenFor('membership:read'));
    await at.sees(/Your token does not have the scope membership:admin/);
    await at.press('Sign out');
    await signIn(at.page, await tokenFor('membership:read membership:admin'));
    await at.page.getByRole('img', { name: 'Calls go through' }).waitFor();
    await at.page.context().close();
  });

  it('asks nothing of other machines, and complains about nothing but unlisted documents', () => {
    const complaints = browser.complaints.filter((text) => !text.includes('status of 400'));
    expect([browser.strayed, complaints]).toEqual([[], []]);
  });
});
