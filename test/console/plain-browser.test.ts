import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, hasBrowser, noBrowser, TEST_TIMEOUT_MS } from './browser.ts';
import { startConfigured } from './configured-service.ts';
import { ConsolePage } from './console-page.ts';

if (!hasBrowser) it.skip(noBrowser);

/** A name that leads to this machine, and that browsers do not take for it: what comes from there is not encrypted. */
const NAME = 'rollcall.test';

describe.runIf(hasBrowser)('the console in a browser that allows little', { timeout: TEST_TIMEOUT_MS }, () => {
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    browser = await ConsoleBrowser.launch([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
  }, 60_000);
  afterAll(() => browser?.[Symbol.asyncDispose]());

  it('invites and copies without encryption, and where nothing may be kept', async () => {
    await using service = await startConfigured(() => ({ auth: 'none' }));
    const page = await browser.open(service.url.replace('127.0.0.1', NAME));
    expect(await page.evaluate(() => [isSecureContext, 'randomUUID' in crypto, navigator.clipboard])).toEqual([
      false,
      false,
      undefined,
    ]);
    await page.addInitScript(() => {
      const get = (): never => {
        throw new DOMException('The request was denied.', 'SecurityError');
      };
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get });
    });
    await page.reload();
    const at = new ConsolePage(page);
    // The second one breaks GeWe's rules for accounts.
    await at.fillInvite('wechat', '1@chatroom', 'wxid_a\n"no account"');
    await at.press('Invite');
    await at.sees('1 of 2 settled');
    await at.page.locator('summary').click();
    await at.press('Copy the accounts');
    await at.sees('Copied');
    await page.goto(`${service.url.replace('127.0.0.1', NAME)}/#/`);
    await page.getByRole('textbox', { name: 'Whom to invite' }).press('Control+V');
    expect(await page.getByRole('textbox', { name: 'Whom to invite' }).inputValue()).toBe('no account');
    await page.context().close();
  });

  it('asks nothing of other machines, and complains about nothing but the missing encryption', () => {
    const complaints = browser.complaints.filter((text) => !text.includes('Cross-Origin-Opener-Policy'));
    expect([browser.strayed, complaints]).toEqual([[], []]);
  });
});
