import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../e2e/processes.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, TEST_TIMEOUT_MS } from './browser.ts';
import { ConsolePage } from './console-page.ts';

const INVITE = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id status } } }`;
const LINK = `mutation ($input: LinkAccountInput!) { linkAccount(input: $input) { id } }`;

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('groups and people in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  let service: Service;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService({ ROLLCALL_DATA_DIR: ':memory:' }), ConsoleBrowser.launch()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const invite = (groupId: string, accounts: readonly string[]) =>
    graphql(service.url, INVITE, { input: { groupId, members: accounts.map((account) => ({ account })) } });

  it('finds a member among many, tells its history, and takes it out of the group', async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `member-${index}`);
    await invite('tencent:load-group', [...names, 'ghost-one']);
    const at = new ConsolePage(await browser.open(service.url, '#/groups/tencent%3Aload-group'));
    await at.sees('500 of 1,201 read');

    await at.page.getByRole('searchbox').fill('MEMBER-1150');
    await at.sees('1 found in 1,201 of 1,201');
    await at.press('History of member-1150');
    const history = at.page.getByRole('dialog', { name: 'History of member-1150' });
    await history.getByText('was: Waiting').waitFor();
    expect(await history.getByRole('listitem').count()).toBe(2);
    await at.press('Close');

    await at.press('Remove member-1150');
    await at.page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await at.press('Remove member-1150');
    await at.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await at.sees('member-1150 was removed.');
    await at.page
      .getByRole('row', { name: /member-1150/ })
      .getByText('Removed')
      .waitFor();

    await at.page.getByRole('searchbox').fill('');
    await at.page.getByRole('combobox', { name: 'State' }).selectOption('FAILED');
    await at.sees('1 of 1 read');
    await at.page.getByRole('row', { name: /ghost-one/ }).waitFor();
    await at.page.context().close();
  });

  it('shows changes that somebody else makes, and asks the provider when it is told to', async () => {
    await invite('zim:load-live', ['stays', 'shy-one']);
    const at = new ConsolePage(await browser.open(service.url, '#/groups/zim%3Aload-live'));
    await at.page.getByRole('row', { name: /stays/ }).getByText('Member').waitFor();
    const input = { groupId: 'zim:load-live', accounts: ['stays'] };
    await graphql(
      service.url,
      'mutation ($input: RemoveMembersInput!) { removeMembers(input: $input) { results { __typename } } }',
      { input },
    );
    await at.page.getByRole('row', { name: /stays/ }).getByText('Removed').waitFor();
    await invite('zim:load-live', ['comes-later']);
    await at.page
      .getByRole('row', { name: /comes-later/ })
      .getByText('Member')
      .waitFor();
    await at.press('Ask the provider now');
    await at.sees('The list is as the provider has it.');
    await at.page.context().close();
  });

  it('shows a person over all providers, live', async () => {
    await invite('imkit:load-person', ['p-imkit']);
    for (const [connectionId, account] of [
      ['imkit', 'p-imkit'],
      ['zim', 'p-zim'],
    ])
      await graphql(service.url, LINK, { input: { userId: 'person/1', connectionId, account } });
    const at = new ConsolePage(await browser.open(service.url, '#/users'));
    await at.page.getByLabel('Id of the user').fill('person/1');
    await at.press('Open');
    await at.page
      .getByRole('row', { name: /load-person/ })
      .getByText('Member')
      .waitFor();
    await invite('zim:load-person-too', ['p-zim']);
    await at.page
      .getByRole('row', { name: /load-person-too/ })
      .getByText('Member')
      .waitFor();
    await at.page.context().close();
  });

  it('says so when an address leads to nothing', async () => {
    const at = new ConsolePage(await browser.open(service.url, '#/groups/nowhere%3Agroup'));
    await at.sees('This is no id of a group at a connection that is configured.');
    await at.page.goto(`${service.url}/#/operations/none`);
    await at.sees('This operation is not known, or not any more.');
    await at.page.goto(`${service.url}/#/elsewhere`);
    await at.sees('There is no such page.');
    await at.page.context().close();
  });

  it('asks nothing of other machines, and has nothing to complain about', () => {
    expect([browser.strayed, browser.complaints]).toEqual([[], []]);
  });
});

describe.runIf(hasBrowser)('a service that wants a token, in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  const secret = 'a-secret-of-32-bytes-at-the-least';
  let folder: string;
  let service: Service;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'));
    const config = join(folder, 'rollcall.json');
    const connection = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:9', token: 't', appId: 'a' };
    writeFileSync(config, JSON.stringify({ auth: { jwt: { secret } }, connections: [connection] }));
    [service, browser] = await Promise.all([
      startService({ ROLLCALL_DATA_DIR: ':memory:', ROLLCALL_CONFIG: config }),
      ConsoleBrowser.launch(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const tokenFor = (scope: string): Promise<string> =>
    new SignJWT({ scope, sub: 'tester' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(secret));

  it('asks for it, keeps it in the tab alone, and shows it over HTTP and WebSocket', async () => {
    const page = await browser.open(service.url);
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))));
    const at = new ConsolePage(page);
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.waitFor();
    await dialog.getByLabel('Token').fill('nonsense');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByLabel('Token').waitFor();
    const token = await tokenFor('membership:read');
    await dialog.getByLabel('Token').fill(`Bearer ${token}`);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('combobox', { name: 'Connection' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Connection' }).locator('option').allInnerTexts()).toContain(
      'wechat · GEWE',
    );

    await at.fillInvite('wechat', '1@chatroom', 'wxid_a');
    await at.press('Invite');
    await at.sees(/Not accepted: .*membership:invite/);

    await page.goto(`${service.url}/#/groups/wechat%3A1%40chatroom`);
    await at.sees('0 of 0 read');
    await expect
      .poll(() => sent.some((frame) => frame.includes('connection_init') && frame.includes(token)))
      .toBe(true);
    const kept = await page.evaluate(() => [Object.values(localStorage), Object.values(sessionStorage)]);
    expect([kept[0]?.join().includes(token), kept[1]]).toEqual([false, [token]]);

    await at.press('Sign out');
    await dialog.waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.context().close();
  });
});
