import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser on this machine. */
export const hasBrowser = existsSync(CHROMIUM);

/** Why tests are left out without one. */
export const noBrowser = `the console is left out, for there is no Chromium at ${CHROMIUM}`;

/** How long a page may take on a busy machine. */
export const PATIENCE = { timeout: 60_000, interval: 20 };

/** Each of several steps may take as long; only a failing test does, in milliseconds. */
export const TEST_TIMEOUT_MS = 240_000;

/** A browser that reaches one service, and tells what its pages ask for and complain about. */
export class ConsoleBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  /** Requests that were meant for another machine. */
  readonly strayed: string[] = [];
  /** What pages complained about, but for connections that the test itself has cut. */
  readonly complaints: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** @param more arguments for the browser */
  static async launch(more: readonly string[] = []): Promise<ConsoleBrowser> {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...more];
    return new ConsoleBrowser(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  /** Opens an address of a service's console, with nothing remembered from another page. */
  async open(url: string, address = '#/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE.timeout);
    const page = await context.newPage();
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.protocol.startsWith('http') && asked.origin !== new URL(url).origin) this.strayed.push(asked.href);
    });
    page.on('pageerror', (error) => void this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) this.complaints.push(message.text());
    });
    await page.goto(new URL(address, url).href);
    await page.locator('h1').waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** Browsers write every lost connection and every refused request down. */
const isExpected = (text: string): boolean =>
  /ERR_CONNECTION|ERR_EMPTY|WebSocket connection|status of (401|404)/.test(text);
