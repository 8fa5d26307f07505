import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from './processes.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
/** Where a picture of the page is to be put; nothing is drawn otherwise. */
const picture = process.env['PLAYGROUND_SCREENSHOT'];

/** How long a page may take on a busy machine. */
const PATIENCE = { timeout: 10_000, interval: 20 };

/** Tabs that invite, and the connection where they do it. */
const INVITES = {
  InviteWechat: 'wechat',
  InviteTencent: 'tencent',
  InviteTencentApp: 'tencent-app',
  InviteImkit: 'imkit',
  InviteZim: 'zim',
};

if (!isThere) it.skip(`the playground is left out, for there is no Chromium at ${CHROMIUM}`);

describe.runIf(isThere)('the playground in a browser without the internet', () => {
  let service: Service;
  let browser: Browser;
  /** Requests that were meant for another machine. */
  const strayed: string[] = [];
  /** What the pages complained about. */
  const complaints: string[] = [];

  beforeAll(async () => {
    [service, browser] = await Promise.all([
      startService({ ROLLCALL_DATA_DIR: ':memory:' }),
      chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] }),
    ]);
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  const openPlayground = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== service.url) {
        strayed.push(url.href);
        await route.abort();
      } else {
        await route.continue();
      }
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on(
      'websocket',
      (socket) => void (new URL(socket.url()).host === new URL(service.url).host || strayed.push(socket.url())),
    );
    await page.goto(`${service.url}/playground`);
    await page.locator('.graphiql-execute-button').waitFor();
    return page;
  };
  const choose = async (page: Page, tab: string) => {
    await page.locator(`.graphiql-tab-button[title="${tab}"]`).click();
    await expect.poll(() => page.locator('.graphiql-tab-active .graphiql-tab-button').innerText(), PATIENCE).toBe(tab);
  };
  const run = (page: Page) => page.locator('.graphiql-execute-button').click();
  /** What the page shows as the answer, once it matches. */
  const answer = async (page: Page, pattern: RegExp): Promise<string> => {
    const shown = async () => {
      // The editor draws spaces that do not break.
      const text = (await page.locator('.result-window .view-lines').innerText()).replaceAll('\u00a0', ' ');
      // GraphiQL itself takes a moment after a change of tabs to see which operation stands in the editor now.
      if (text.includes('Cannot infer operation')) await run(page);
      return text;
    };
    await expect.poll(shown, PATIENCE).toMatch(pattern);
    return shown();
  };

  it('shows changes in one window while another one makes them', async () => {
    const [watching, inviting] = await Promise.all([openPlayground(), openPlayground()]);
    const subscribed = new Promise((resolve) => {
      watching.on('websocket', (socket) => {
        socket.on('framesent', ({ payload }) => void (String(payload).includes('"subscribe"') && resolve(true)));
      });
    });
    await choose(watching, 'LiveChanges');
    await run(watching);
    await subscribed;

    await choose(inviting, 'InviteWechat');
    await run(inviting);
    await answer(inviting, /"account": "wxid_bob02"/);
    const change = await answer(watching, /"to": "INVITED"/);
    expect(change).toContain('"account": "wxid_bob02"');
    await Promise.all([watching.context().close(), inviting.context().close()]);
  });

  it('shows a tab for each connection and for what comes after, and runs each as it stands', async () => {
    const page = await openPlayground();
    const titles = await page.locator('.graphiql-tab-button').allInnerTexts();
    expect(titles).toEqual([...Object.keys(INVITES), 'LiveChanges', 'RefreshGroup', 'RemoveMembers', 'Connections']);
    for (const [tab, connection] of Object.entries(INVITES)) {
      await choose(page, tab);
      await run(page);
      const text = await answer(page, new RegExp(`"__typename": "Member\\w+"[^]*"id":\\s+"${connection}:`));
      expect(text).not.toContain('"errors"');
      expect(text).not.toContain('MemberFailed');
      if (picture !== undefined && tab === 'InviteTencent') {
        await page.addStyleTag({ content: '.monaco-editor .scrollbar { display: none }' });
        await page.screenshot({ path: picture });
      }
    }
    await choose(page, 'RefreshGroup');
    await run(page);
    await answer(page, /"name": "Project"[^]*"account": "wxid_owner9"/);
    await choose(page, 'RemoveMembers');
    await run(page);
    await answer(page, /"__typename": "MemberRemoved"[^]*"account": "wxid_alice01"/);
    await choose(page, 'Connections');
    await run(page);
    await answer(page, /"provider": "GEWE"/);
    await page.context().close();
  });

  it('asks nothing of other machines, and has nothing to complain about', () => {
    expect(strayed).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
