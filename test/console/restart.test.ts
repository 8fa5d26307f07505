import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxProcess, type Service, startSandboxProcess, startService } from '../e2e/processes.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, PATIENCE, TEST_TIMEOUT_MS } from './browser.ts';
import { ConsolePage } from './console-page.ts';
import { sequencesSeen } from './sequences.ts';

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('a board while its service is restarted', { timeout: TEST_TIMEOUT_MS }, () => {
  let folder: string;
  let sandbox: SandboxProcess;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-restart-'));
    [sandbox, browser] = await Promise.all([startSandboxProcess(), ConsoleBrowser.launch()]);
    const connections = sandbox.connections.filter(({ id }) => id === 'zim');
    writeFileSync(join(folder, 'rollcall.json'), JSON.stringify({ connections }));
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** Always the same store; the same port once there was one. */
  const start = (name: string, port = '0'): Promise<Service> =>
    startService({
      ROLLCALL_CONFIG: join(folder, 'rollcall.json'),
      ROLLCALL_DATA_DIR: join(folder, name),
      PORT: port,
    });

  it.each(['SIGTERM', 'SIGKILL'] as const)('comes back after %s, and finishes without a gap', async (signal) => {
    const first = await start(signal);
    const { port } = new URL(first.url);
    const page = await browser.open(first.url);
    const sequences = sequencesSeen(page);
    const at = new ConsolePage(page);
    const accounts = Array.from({ length: 1_000 }, (_, index) =>
      index % 50 === 0 ? `ghost-${index}` : `user-${index}`,
    );
    await at.fillInvite('zim', `load-${signal}`, accounts.join('\n'));
    await at.press('Invite');
    await at.sees(/[2-4]00 of 1,000 settled/);

    await first.program.end(signal);
    await at.sees('The connection is lost.');
    await using _second = await start(signal, port);

    await at.sees('1,000 of 1,000 settled');
    await page.getByText('The connection is lost.').waitFor({ state: 'hidden' });
    await at.sees('Completed');
    // Who was under way when it died was asked for again, and may have been in by then.
    await expect
      .poll(async () => {
        const { Joined, 'Already in': alreadyIn = '0', ...others } = await at.counts();
        return { in: Number(Joined) + Number(alreadyIn), ...others };
      }, PATIENCE)
      .toEqual({ All: '1,000', in: 980, Failed: '20' });
    // Each change of the group once, in order, over both processes.
    const begin = sequences[0] ?? 0;
    expect(sequences).toEqual(Array.from({ length: 2_000 - begin + 1 }, (_, index) => begin + index));
    await page.context().close();
  });

  it('says that the service is away, and reads by itself once it is back', async () => {
    const first = await start('away');
    const { port } = new URL(first.url);
    const at = new ConsolePage(await browser.open(first.url, '#/groups/zim%3Aload-away'));
    await at.sees('0 of 0 read');
    await first.program.end('SIGTERM');
    await at.page.goto(`${first.url}/#/groups/zim%3Aload-other`);
    await at.sees('The service cannot be reached.');
    // The file of this page was never loaded.
    await at.page.goto(`${first.url}/#/connections`);
    await at.sees('This page cannot be shown');
    await at.page.goto(`${first.url}/#/groups/zim%3Aload-other`);
    await at.sees('The service cannot be reached.');
    await using _second = await start('away', port);
    await at.page.getByRole('heading', { name: 'Group load-other' }).waitFor();
    await at.sees('0 of 0 read');
    await at.page.goto(`${first.url}/#/connections`);
    await at.press('Load the page anew');
    await at.page.getByRole('article', { name: 'zim' }).waitFor();
    await at.page.context().close();
  });

  it('has nothing to complain about but the service that is away', () => {
    const complaints = browser.complaints.filter((text) => !text.includes('Failed to fetch dynamically imported'));
    expect([browser.strayed, complaints]).toEqual([[], []]);
  });
});
