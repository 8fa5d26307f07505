import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser on this machine. */
export const hasBrowser = existsSync(CHROMIUM);

/** Why tests are left out without one. */
export const noBrowser = `playgrounds are left out, for there is no Chromium at ${CHROMIUM}`;

/** How long a page may take on a busy machine. */
export const PATIENCE = { timeout: 10_000, interval: 20 };

/** Each of several steps may take as long; only a failing test does, in milliseconds. */
export const TEST_TIMEOUT_MS = 60_000;

/** A browser that reaches this machine and nothing else. */
export class OfflineBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  /** Hosts of other machines that pages have asked for. */
  readonly strayed = new Set<string>();

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<OfflineBrowser> {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    return new OfflineBrowser(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  /** Opens a page with nothing remembered from another one. */
  async open(url: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.route('**/*', async (route) => {
      const { protocol, hostname, host } = new URL(route.request().url());
      if (hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:') return route.continue();
      this.strayed.add(host);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('websocket', (socket) => {
      const { hostname, host } = new URL(socket.url());
      if (hostname !== '127.0.0.1') this.strayed.add(host);
    });
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
