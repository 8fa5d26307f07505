import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderPlaygroundPage } from 'graphql-playground-html';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { JoiningGroup } from '../joining-group.ts';
import { hasBrowser, noBrowser, OfflineBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';
import { filesOf, type PageServer, startPageServer } from './page-server.ts';

const BUILD = join(dirname(createRequire(import.meta.url).resolve('graphql-playground-react/package.json')), 'build');
/** Nothing of the page needs them. */
const FONTS = 'fonts.googleapis.com';

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('GraphQL Playground in a browser without the internet', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: OfflineBrowser;
  let service: Service;
  beforeAll(async () => {
    [browser, service] = await Promise.all([OfflineBrowser.launch(), startService({ ROLLCALL_DATA_DIR: ':memory:' })]);
  }, 30_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const serve = ({ url }: Service): Promise<PageServer> =>
    startPageServer({
      service: url,
      render: (query) =>
        renderPlaygroundPage({
          cdnUrl: '/files',
          endpoint: '/graphql',
          subscriptionEndpoint: '/graphql',
          tabs: [{ endpoint: '/graphql', query }],
        }),
      assets: filesOf(BUILD, '/files/graphql-playground-react/build/'),
    });
  /** Opens the page, and presses its button. */
  const play = async (pages: PageServer, query: string): Promise<Page> => {
    const page = await browser.open(pages.pageWith(query));
    await page.getByTitle('Execute Query').click();
    return page;
  };
  /** Resolves when an answer on the page matches. */
  const shows = (page: Page, pattern: RegExp): Promise<void> =>
    expect
      .poll(async () => (await page.locator('.CodeMirror-code').allInnerTexts()).join('\n'), PATIENCE)
      .toMatch(pattern);

  it('shows the answer to a query', async () => {
    await using pages = await serve(service);
    const page = await play(pages, '{ connections { provider } }');
    await shows(page, /"provider": "ZEGO_ZIM"/);
    await page.context().close();
  });

  it('shows changes as they happen', async () => {
    await using pages = await serve(service);
    const group = await JoiningGroup.begin(service.url, 'playground');
    const query = `subscription {
      memberStateChanged(groupId: "${group.id}", after: "${group.firstCursor}") { to membership { account } }
    }`;
    const page = await play(pages, query);
    await shows(page, /"to": "JOINED",\s+"membership": \{\s+"account": "first"/);
    await group.invite('second');
    await shows(page, /"to": "JOINED",\s+"membership": \{\s+"account": "second"/);
    await page.context().close();
  });

  it('says that it cannot subscribe where its subprotocol is switched off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-playground-'));
    const config = join(folder, 'rollcall.json');
    const connection = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:9', token: 't', appId: 'a' };
    writeFileSync(config, JSON.stringify({ subscriptions: { legacyWebSocket: false }, connections: [connection] }));
    await using modern = await startService({ ROLLCALL_DATA_DIR: ':memory:', ROLLCALL_CONFIG: config });
    await using pages = await serve(modern);
    const page = await play(pages, 'subscription { memberStateChanged(groupId: "wechat:group") { to } }');
    await shows(page, /Could not connect to websocket endpoint/);
    await page.context().close();
    rmSync(folder, { recursive: true });
  });

  it('asks no other machine for anything that it needs', () => {
    expect([...browser.strayed]).toEqual([FONTS]);
  });
});
