import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES_PATH } from '../../src/kernel/invite-example.ts';
import { type Service, startService } from '../e2e/processes.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, TEST_TIMEOUT_MS } from './browser.ts';
import { startConfigured } from './configured-service.ts';
import { ConsolePage } from './console-page.ts';

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('examples', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: ConsoleBrowser;
  beforeAll(async () => void (browser = await ConsoleBrowser.launch()), 60_000);
  afterAll(() => browser?.[Symbol.asyncDispose]());

  const open = async (service: Service): Promise<ConsolePage> => new ConsolePage(await browser.open(service.url, '#/'));

  it('fill the form in where the providers are simulated, and can be sent as they are', async () => {
    await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    const board = await open(service);
    await board.page.getByRole('button', { name: /^zim:load-demo/ }).click();
    await board.sees('To invite: 1,000');
    await board.page.getByRole('button', { name: /^imkit:demo-room/ }).click();
    await board.sees('To invite: 2');
    await board.press('Invite');
    await board.sees('2 of 2 settled');
    expect(await board.counts()).toMatchObject({ All: '2', Joined: '2' });
  });

  it('are none where the providers may be real', async () => {
    await using service = await startConfigured(() => ({}));
    const board = await open(service);
    const answered = board.page.waitForResponse((response) => response.url().endsWith(EXAMPLES_PATH));
    await board.page.reload();
    await (await answered).finished();
    await board.page.getByRole('option', { name: /^wechat/ }).waitFor({ state: 'attached' });
    expect(await board.page.getByRole('heading', { name: /To try/ }).count()).toBe(0);
  });
});
