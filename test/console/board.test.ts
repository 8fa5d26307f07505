import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, graphql, type Service, startService } from '../e2e/processes.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';
import { ConsolePage } from './console-page.ts';
import { sequencesSeen } from './sequences.ts';

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('inviting in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  let service: Service;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService({ ROLLCALL_DATA_DIR: ':memory:' }), ConsoleBrowser.launch()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  /** Accounts, every fiftieth of which the provider does not know. */
  const accounts = (count: number, name: string): string[] =>
    Array.from({ length: count }, (_, index) => (index % 50 === 0 ? `ghost-${name}-${index}` : `${name}-${index}`));

  it('cleans a list, says what it will take, and shows each of 1 000 members as they settle', async () => {
    const at = new ConsolePage(await browser.open(service.url));
    const list = accounts(1_000, 'clean');
    await at.fillInvite(
      'zim',
      'load-board',
      `Account;Name\n${list.map((each) => `"${each}"; x`).join('\n')}\n${list[1]}`,
    );
    await at.sees('To invite: 1,000');
    await at.sees('Left out: headings: 2 · in other columns: 1,000 · named twice: 1');
    await at.sees(/About 9 secs? at this connection's quota \(calls: 10\)/);
    expect(await at.page.getByRole('group', { name: 'Options of this provider' }).locator('label').count()).toBe(3);
    await at.press('Invite');

    await at.sees('Running');
    await at.sees(/about \d+ secs? left/);
    await at.sees('1,000 of 1,000 settled');
    await at.sees('Completed');
    expect(await at.counts()).toEqual({ All: '1,000', Joined: '980', Failed: '20' });

    await at.page.getByText('The provider does not know the account').click();
    await at.sees('What to do: Check the spelling, or have the people register first.');
    await at.page.getByRole('button', { name: 'Failed 20' }).click();
    await at.page.getByRole('button', { name: 'ghost-clean-950 Failed' }).click();
    const dialog = at.page.getByRole('dialog', { name: 'ghost-clean-950' });
    await dialog.getByRole('list', { name: 'History' }).getByText('was: Waiting').waitFor();
    await at.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await at.page.context().close();
  });

  it('goes on without a gap after the connection was lost', async () => {
    await using proxy = await TcpProxy.start(service.url, 80);
    const url = proxy.through(service.url).replace(/\/$/, '');
    const page = await browser.open(url);
    const sequences = sequencesSeen(page);
    const at = new ConsolePage(page);
    await at.fillInvite('zim', 'load-lost', accounts(1_000, 'lost').join('\n'));
    await at.press('Invite');
    await at.sees(/[2-4]00 of 1,000 settled/);
    const id = decodeURIComponent(new URL(page.url()).hash.split('/').at(-1) ?? '');

    await proxy.cut();
    await at.sees('The connection is lost.');
    const settled = async (): Promise<number> => {
      const { data } = await graphql(
        service.url,
        'query ($id: ID!) { inviteOperation(id: $id) { counts { queued } } }',
        {
          id,
        },
      );
      return 1_000 - data.inviteOperation.counts.queued;
    };
    const atLoss = await settled();
    await eventually('others were settled meanwhile', async () => (await settled()) >= Math.min(atLoss + 200, 1_000));
    await proxy.mend();

    await at.sees('1,000 of 1,000 settled');
    await page.getByText('The connection is lost.').waitFor({ state: 'hidden' });
    await expect.poll(() => at.counts(), PATIENCE).toEqual({ All: '1,000', Joined: '980', Failed: '20' });
    // Each change of the group once, in order, over both connections.
    const first = sequences[0] ?? 0;
    expect(sequences).toEqual(Array.from({ length: 2_000 - first + 1 }, (_, index) => first + index));
    await page.context().close();
  });

  it('sends those who failed again once there is room for them', async () => {
    const at = new ConsolePage(await browser.open(service.url));
    await at.fillInvite('zim', 'full-group', 'first second third');
    await at.press('Invite');
    await at.sees('The group is full');
    expect(await at.counts()).toEqual({ All: '3', Joined: '2', Failed: '1' });

    const [, sandbox] = await service.program.prints(/five simulated providers at (http:\/\/\S+)/);
    const order = { do: 'leave', connection: 'zim', group: 'full-group', account: 'first' };
    expect((await fetch(`${sandbox}/people`, { method: 'POST', body: JSON.stringify(order) })).ok).toBe(true);
    await at.page.locator('summary').click();
    await at.press('Retry these');
    await expect.poll(() => at.counts(), PATIENCE).toEqual({ All: '3', Joined: '3' });
    await at.sees('3 of 3 settled');
    await at.page.context().close();
  });

  it('cancels what waits, after a question', async () => {
    const at = new ConsolePage(await browser.open(service.url));
    await at.fillInvite('wechat', 'load-cancel@chatroom', accounts(400, 'wxid_cancel').join(' '));
    await at.press('Invite');
    await at.press('Cancel what waits');
    await at.press('Cancel the invites');
    await at.sees('400 of 400 settled');
    await at.sees(/Cancelled \d+/);
    await at.page.locator('.status-cancelled').waitFor();
    await at.page.context().close();
  });

  it('takes open invitations back where the provider can, and says so where it cannot', async () => {
    const at = new ConsolePage(await browser.open(service.url));
    for (const [connection, group] of [
      ['zim', 'consent-group'],
      ['imkit', 'consent-room'],
    ] as const) {
      await at.page.goto(`${service.url}/#/`);
      await at.fillInvite(connection, group, `never-${connection}`);
      await at.press('Invite');
      await at.sees('1 of 1 settled');
      await at.press('Take open invitations back');
      await at.press('Take them back');
      if (connection === 'imkit') await at.page.getByRole('button', { name: 'Cancelled 1' }).waitFor();
      else {
        await at.sees('This provider takes no invitations back. Still open: 1.');
        await at.press('All right');
      }
    }
    await at.page.context().close();
  });

  it('draws only what is seen of 10 000 members', async () => {
    const at = new ConsolePage(await browser.open(service.url));
    const buffer = Buffer.from(accounts(10_000, 'many').join('\n'));
    await at.fillInvite('tencent', 'load-many', '');
    await at.page.getByLabel('Choose a file').setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer });
    await at.sees('To invite: 10,000');
    await at.press('Invite');
    const elements = () => at.page.evaluate(() => document.querySelectorAll('*').length);
    const grid = at.page.getByRole('region', { name: 'Members' });
    await grid.getByRole('listitem').first().waitFor();
    expect(await elements()).toBeLessThan(1_500);
    await at.sees('10,000 of 10,000 settled');
    await expect.poll(() => at.counts(), PATIENCE).toEqual({ All: '10,000', Joined: '9,800', Failed: '200' });
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await grid.getByText('many-9999').waitFor();
    expect(await grid.getByRole('listitem').count()).toBeLessThan(300);
    expect(await elements()).toBeLessThan(1_500);
    expect(await grid.getByRole('listitem').last().getAttribute('aria-setsize')).toBe('10000');

    // One stop of the Tab key, and arrow keys within it.
    const focused = () => at.page.evaluate(() => document.activeElement?.textContent ?? '');
    await grid.getByRole('button').first().focus();
    await at.page.keyboard.press('End');
    await expect.poll(focused, PATIENCE).toBe('many-9999Joined');
    await at.page.keyboard.press('ArrowLeft');
    await expect.poll(focused, PATIENCE).toBe('many-9998Joined');
    await at.page.keyboard.press('Home');
    await expect.poll(focused, PATIENCE).toBe('ghost-many-0Failed');
    expect(await grid.locator('[tabindex="0"]').count()).toBe(1);
    await at.page.context().close();
  });

  it('asks nothing of other machines, and has nothing to complain about', () => {
    expect([browser.strayed, browser.complaints]).toEqual([[], []]);
  });
});
