import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../e2e/processes.ts';
import { faultsOf } from './axe.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';

/** What a page may weigh on its first visit, in bytes as they travel. */
const MAX_FIRST_LOAD_BYTES = 200_000;
const PHONE = { viewport: { width: 360, height: 740 } };

/** What the service could tell of a busy connection at one reading after another. */
const signals = (reading: number): string => `rollcall_quota_calls_limit{connection="imkit"} 16
rollcall_quota_window_seconds{connection="imkit"} 1
rollcall_quota_calls_spent_total{connection="imkit"} ${reading * 30}
rollcall_members_waiting{connection="imkit"} 1200
rollcall_lanes_waiting{connection="imkit"} 3
rollcall_lane_oldest_age_seconds{connection="imkit"} 75
rollcall_calls_total{connection="imkit",kind="invite",result="ok"} ${reading * 20}
rollcall_calls_total{connection="imkit",kind="invite",result="unavailable"} ${reading * 5}
rollcall_circuit_state{connection="imkit"} 2
rollcall_webhook_last_timestamp_seconds{connection="imkit"} ${Math.floor(Date.now() / 1_000) - 20}
`;

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('the looks of the console', { timeout: TEST_TIMEOUT_MS }, () => {
  let service: Service;
  let browser: ConsoleBrowser;
  let operationId: string;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService({ ROLLCALL_DATA_DIR: ':memory:' }), ConsoleBrowser.launch()]);
    const members = ['usera', 'ghost1', 'crowded1', 'never1', 'a-very-long-account-name-that-fits-nowhere-on-a-phone'];
    const { data } = await graphql(
      service.url,
      'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }',
      { input: { groupId: 'zim:load-looks', members: members.map((account) => ({ account })) } },
    );
    operationId = data.inviteMembers.operation.id;
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const PAGES = [
    '#/',
    '#/operations/{id}',
    '#/groups',
    '#/groups/zim%3Aload-looks',
    '#/users',
    '#/users/u1',
    '#/connections',
  ];

  /** Opens a page, and resolves when it is complete. */
  const show = async (address: string, options?: BrowserContextOptions): Promise<Page> => {
    const page = await browser.open(service.url, address.replace('{id}', operationId), options);
    await complete(page, address);
    return page;
  };
  const complete = async (page: Page, address: string): Promise<void> => {
    await page.getByText('Loading …').waitFor({ state: 'hidden' });
    if (address === '#/') await page.getByRole('main').getByRole('combobox').first().selectOption({ index: 1 });
    if (address.startsWith('#/operations')) await page.getByRole('listitem').filter({ hasText: 'usera' }).waitFor();
    if (address.startsWith('#/groups/')) await page.getByRole('row', { name: /usera/ }).waitFor();
    if (address === '#/connections') await page.getByRole('article', { name: 'zim' }).waitFor();
  };
  /** Shows each page in turn. */
  const showAll = async (options: BrowserContextOptions, look: (page: Page, address: string) => Promise<void>) => {
    const page = await browser.open(service.url, '#/', options);
    for (const address of PAGES) {
      await page.goto(new URL(address.replace('{id}', operationId), service.url).href);
      await complete(page, address);
      await look(page, address);
    }
    await page.context().close();
  };
  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['dark, on a phone', { colorScheme: 'dark' as const, ...PHONE }],
  ])('have no fault that axe finds: %s', async (_, options) => {
    await showAll({ ...options, bypassCSP: true }, async (page, address) => {
      expect(await faultsOf(page), address).toEqual([]);
    });
  });

  it.each(['light', 'dark'] as const)('have no fault in what opens on them either: %s', async (colorScheme) => {
    const page = await show('#/operations/{id}', { bypassCSP: true, colorScheme });
    await page.locator('summary').first().click();
    expect(await faultsOf(page), 'failures').toEqual([]);
    await page.getByRole('button', { name: 'ghost1 Failed' }).click();
    await page.getByRole('list', { name: 'History' }).waitFor();
    expect(await faultsOf(page), 'a member').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Take open invitations back' }).click();
    expect(await faultsOf(page), 'a question').toEqual([]);
    await page.goto(`${service.url}/#/groups/zim%3Aload-looks`);
    await page.getByRole('button', { name: 'Remove usera' }).click();
    expect(await faultsOf(page), 'a removal').toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('searchbox').fill('nobody-has-this-name');
    await page.getByText('Nobody.').waitFor();
    expect(await faultsOf(page), 'nobody').toEqual([]);
    await page.goto(`${service.url}/#/elsewhere`);
    await page.getByRole('heading', { name: 'There is no such page.' }).waitFor();
    expect(await faultsOf(page), 'no page').toEqual([]);
    await page.context().close();
  });

  it('have pictures of what each connection does', async () => {
    const page = await show('#/', { bypassCSP: true });
    let readings = 0;
    await page.route('**/metrics', (route) => route.fulfill({ contentType: 'text/plain', body: signals(++readings) }));
    await page.goto(`${service.url}/#/connections`);
    const card = page.getByRole('article', { name: 'imkit' });
    await card.getByRole('img', { name: /Quota: .* of 16 calls a second, .* left/ }).waitFor();
    await card
      .getByRole('img', { name: 'Waiting: members: 1,200, groups: 3, the oldest for 1 min, 15 secs' })
      .waitFor();
    await card.getByRole('img', { name: /Calls: \d+(\.\d)?% of \d+ failed/ }).waitFor();
    await card.getByRole('img', { name: 'Calls are held back: the provider is down' }).waitFor();
    await card.getByRole('img', { name: /Last webhook: \d+ secs? ago/ }).waitFor();
    await page.getByRole('article', { name: 'tencent-app' }).getByText('takes none').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // What the service itself tells.
    await page.unroute('**/metrics');
    await card.getByRole('img', { name: 'Calls go through' }).waitFor();
    await page.route('**/metrics', (route) => route.fulfill({ status: 404 }));
    await page.getByText('The signals could not be read just now').waitFor();
    await page.context().close();
  });

  it('fit a phone', async () => {
    await showAll(PHONE, async (page, address) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(360);
    });
  });

  it('go by the languages of the browser, and by what somebody chooses', async () => {
    const page = await show('#/operations/{id}', { locale: 'zh-CN' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('heading', { name: '邀请操作' }).waitFor();
    await page.getByText('服务商没有这个账号').waitFor();
    await page
      .getByText(/2026年/)
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: '语言' }).selectOption('English');
    await page.getByRole('heading', { name: 'Operation' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Operation' }).waitFor();
    await page.context().close();
  });

  it('have titles, which tell how far an operation is', async () => {
    const page = await show('#/operations/{id}');
    await expect.poll(() => page.title(), PATIENCE).toBe('100% · zim:load-looks · Rollcall');
    await page.goto(`${service.url}/#/users`);
    await expect.poll(() => page.title(), PATIENCE).toBe('People · Rollcall');
    await page.context().close();
  });

  it('are light or dark by what somebody chooses', async () => {
    const page = await show('#/', { colorScheme: 'dark' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('light');
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await background()).toBe(light);
    await page.context().close();
  });

  it('can be used by keyboard alone', async () => {
    const page = await show('#/groups');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Tab');
    await page.keyboard.type('zim:load-looks');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /load-looks/ }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await expect.poll(async () => (await page.keyboard.press('Tab'), focused()), PATIENCE).toBe('History');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('History');
    await page.context().close();
  });

  it('weigh little on the first visit, and nothing but the page itself on the next one', async () => {
    const page = await show('#/');
    const weigh = () =>
      page.evaluate(() =>
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .map((entry) => entry as PerformanceResourceTiming)
          .filter(({ name }) => !name.endsWith('/graphql'))
          .reduce((sum, { transferSize }) => sum + transferSize, 0),
      );
    const first = await weigh();
    expect(first).toBeGreaterThan(10_000);
    expect(first).toBeLessThan(MAX_FIRST_LOAD_BYTES);
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await weigh()).toBeLessThan(2_000);
    await page.context().close();
  });

  it('have nothing to complain about', () => {
    expect([browser.strayed, browser.complaints]).toEqual([[], []]);
  });
});
