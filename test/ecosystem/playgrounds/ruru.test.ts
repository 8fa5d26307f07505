import type { Page } from 'playwright-core';
import { ruruHTML } from 'ruru/server';
import { serveStatic } from 'ruru/static';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { JoiningGroup } from '../joining-group.ts';
import { hasBrowser, noBrowser, OfflineBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const FILES = '/ruru/';

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('Ruru in a browser without the internet', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: OfflineBrowser;
  let service: Service;
  let pages: PageServer;
  beforeAll(async () => {
    [browser, service] = await Promise.all([OfflineBrowser.launch(), startService({ ROLLCALL_DATA_DIR: ':memory:' })]);
    const answerFile = serveStatic(FILES);
    pages = await startPageServer({
      service: service.url,
      render: (query, host) =>
        ruruHTML({
          staticPath: FILES,
          endpoint: '/graphql',
          subscriptionEndpoint: `ws://${host}/graphql`,
          clientConfig: { initialQuery: query },
        }),
      assets: (request, response) => answerFile(request, response, () => response.writeHead(404).end()),
    });
  }, 30_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await pages?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  /** What one of the page's editors shows; it draws spaces that do not break. */
  const textOf = async (page: Page, place: string): Promise<string> =>
    (await page.locator(`${place} .view-lines`).innerText(PATIENCE)).replaceAll('\u00a0', ' ');
  /** Opens the page, and presses its button once the operation is there. */
  const play = async (query: string): Promise<Page> => {
    const page = await browser.open(pages.pageWith(query));
    await expect.poll(() => textOf(page, '.graphiql-query-editor'), PATIENCE).toContain(query.slice(0, 10));
    await page.locator('.graphiql-execute-button').click();
    return page;
  };
  /** Resolves when the answer on the page matches. */
  const shows = (page: Page, pattern: RegExp): Promise<void> =>
    expect.poll(() => textOf(page, '.result-window'), PATIENCE).toMatch(pattern);

  it('shows the answer to a query', async () => {
    const page = await play('{ connections { provider } }');
    await shows(page, /"provider": "ZEGO_ZIM"/);
    await page.context().close();
  });

  it('shows changes as they happen', async () => {
    const group = await JoiningGroup.begin(service.url, 'ruru');
    const page = await play(`subscription {
      memberStateChanged(groupId: "${group.id}", after: "${group.firstCursor}") { to membership { account } }
    }`);
    await shows(page, /"to": "JOINED",\s+"membership": \{\s+"account": "first"/);
    await group.invite('second');
    await shows(page, /"to": "JOINED",\s+"membership": \{\s+"account": "second"/);
    await page.context().close();
  });

  it('asks no other machine for anything', () => {
    expect([...browser.strayed]).toEqual([]);
  });
});
