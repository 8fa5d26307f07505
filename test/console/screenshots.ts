import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { graphql, startService } from '../e2e/processes.ts';
import { ConsoleBrowser } from './browser.ts';

/** Draws the pictures of docs/console.md: `node test/console/screenshots.ts`, after `npm run build`. */

const INVITE = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }';
const GROUP = 'zim:load-picture';

const accounts = Array.from({ length: 1_000 }, (_, index) => {
  if (index % 45 === 7) return `ghost-${index}`;
  return index % 61 === 5 ? `crowded-${index}` : `user-${index}`;
});
await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
await using browser = await ConsoleBrowser.launch();

const draw = async (name: string, address: string, ready: string | RegExp, options: BrowserContextOptions = {}) => {
  const page = await browser.open(service.url, address, { viewport: { width: 1000, height: 640 }, ...options });
  await page.getByText(ready).first().waitFor();
  if (address === '#/') {
    await page.getByRole('combobox', { name: 'Connection' }).selectOption('imkit');
    await page.getByRole('textbox', { name: 'Group' }).fill('demo-room');
    await page.getByRole('textbox', { name: 'Whom to invite' }).fill('account,city\nanna,Bonn\nben,Ulm\nanna,Bonn\n');
  }
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)) });
  await page.context().close();
};

const input = { groupId: GROUP, members: accounts.map((account) => ({ account })), waitMs: 0 };
const { data } = await graphql(service.url, INVITE, { input });
const board = `#/operations/${data.inviteMembers.operation.id}`;
await draw('console-board', board, /[3-6]00 of 1,000 settled/);
await draw('console-board-phone', board, /of 1,000 settled/, {
  viewport: { width: 360, height: 640 },
  colorScheme: 'dark',
});
await draw('console-invite', '#/', 'Whom to invite');
await draw('console-group', `#/groups/${encodeURIComponent(GROUP)}`, /of 1,000 read/);
await draw('console-connections', '#/connections', 'members per call', { colorScheme: 'dark' });
