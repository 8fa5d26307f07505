import type { Page } from 'playwright-core';

/** What tests do with a page of the console, in English. */
export class ConsolePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async fillInvite(connection: string, group: string, list: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Connection' }).selectOption(connection);
    await this.page.getByRole('textbox', { name: 'Group' }).fill(group);
    await this.page.getByRole('textbox', { name: 'Whom to invite' }).fill(list);
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Resolves when the text is on the page. */
  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  /** How many members the board counts in each state, all read at one time. */
  async counts(): Promise<Record<string, string>> {
    const buttons = this.page.getByRole('group', { name: 'Show members by state' }).getByRole('button');
    const texts = await buttons.evaluateAll((all) => all.map(({ textContent }) => textContent));
    return Object.fromEntries(texts.map((text) => [text.replace(/ \S+$/, ''), text.slice(text.lastIndexOf(' ') + 1)]));
  }
}
