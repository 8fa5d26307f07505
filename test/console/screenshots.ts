import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { eventually, graphql, startService } from '../e2e/processes.ts';
import { ConsoleBrowser } from './browser.ts';
import { account, accounts } from './people.ts';

/** Draws the pictures of docs/console.md: `node test/console/screenshots.ts`, after `npm run build`. Takes two minutes. */

const INVITE = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }';
const REMOVE = 'mutation ($input: RemoveMembersInput!) { removeMembers(input: $input) { results { __typename } } }';
const STATE = 'query ($id: ID!) { membership(id: $id) { state } }';
/** The sandbox has every group with "load" in its name. */
const GROUP = 'zim:download-beta-testers';
const OTHER_GROUP = 'zim:reload-2026';
const WIDE: BrowserContextOptions = { viewport: { width: 1100, height: 720 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 720 }, deviceScaleFactor: 1 };

await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
await using browser = await ConsoleBrowser.launch();
const [, sandbox = ''] = await service.program.prints(/five simulated providers at (http:\/\/\S+)/);

const invite = async (groupId: string, names: readonly string[]): Promise<string> => {
  const input = { groupId, members: names.map((name) => ({ account: name })), waitMs: 0 };
  const { data } = await graphql(service.url, INVITE, { input });
  return data.inviteMembers.operation.id;
};
const tellSandbox = (path: string, order: object): Promise<unknown> =>
  fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(order) });
const becomes = (id: string, state: string): Promise<boolean> =>
  eventually(
    `${id} is ${state}`,
    async () => (await graphql(service.url, STATE, { id })).data.membership?.state === state,
  );
const shoot = async (page: Page, name: string, fullPage = false): Promise<void> => {
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)), fullPage });
  await page.context().close();
};

// The pictures of connections are drawn from what happens while somebody looks.
const connections = await browser.open(service.url, '#/connections', {
  viewport: { width: 1100, height: 720 },
  colorScheme: 'dark',
});

const board = `#/operations/${await invite(GROUP, accounts(1_000))}`;
const running = await browser.open(service.url, board, WIDE);
const chinese = await browser.open(service.url, board, { ...WIDE, locale: 'zh-CN' });
await running.getByText(/500 of 1,000 settled/).waitFor();
await running.locator('summary').first().click();
await shoot(running, 'console-board');
await chinese.getByText('已处理 700 / 1,000').waitFor();
await shoot(chinese, 'console-chinese');

await invite('wechat:44758-workload@chatroom', accounts(900));
await invite('imkit:workload', accounts(3_000));
await invite('tencent:workload', accounts(2_000));
await tellSandbox('control', { connection: 'tencent-app', failNext: { times: 200, status: 503 } });
await invite('tencent-app:workload', accounts(400));

const form = await browser.open(service.url, '#/', WIDE);
await form.getByRole('combobox', { name: 'Connection' }).selectOption('zim');
await form.getByRole('textbox', { name: 'Group' }).fill('download-beta-testers');
const table = accounts(480).map((name, index) => `${name},${index % 2 === 0 ? 'Shenzhen' : 'Berlin'}`);
await form
  .getByRole('textbox', { name: 'Whom to invite' })
  .fill(`account,city\n${table.join('\n')}\n${table.slice(0, 26).join('\n')}`);
await form.getByText('To invite: 480').waitFor();
await form.getByRole('textbox', { name: 'Whom to invite' }).evaluate((field) => field.scrollTo(0, 0));
await shoot(form, 'console-invite');

const phone = await browser.open(service.url, board, { ...PHONE, colorScheme: 'dark' });
await phone.getByText('1,000 of 1,000 settled').waitFor();
await shoot(phone, 'console-board-phone');

const group = await browser.open(service.url, `#/groups/${encodeURIComponent(GROUP)}`, WIDE);
await group.getByText('500 of 1,000 read').waitFor();
await group.getByRole('button', { name: /^Failed/ }).waitFor();
await shoot(group, 'console-group');

const member = account(11);
const membership = `${OTHER_GROUP}:${member}`;
await invite(OTHER_GROUP, accounts(40));
await becomes(membership, 'JOINED');
await tellSandbox('people', { do: 'leave', connection: 'zim', group: 'reload-2026', account: member });
await becomes(membership, 'LEFT');
await invite(OTHER_GROUP, [member]);
await becomes(membership, 'JOINED');
await graphql(service.url, REMOVE, { input: { groupId: OTHER_GROUP, accounts: [member] } });
await becomes(membership, 'REMOVED');
const timeline = await browser.open(service.url, `#/groups/${encodeURIComponent(OTHER_GROUP)}`, WIDE);
await timeline.getByRole('button', { name: `History of ${member}`, exact: true }).click();
await timeline.getByRole('list', { name: 'History' }).waitFor();
await shoot(timeline, 'console-timeline');

await connections.getByText('Calls are held back: the provider is down').waitFor();
await connections.getByText('1 min ago').first().waitFor();
// A picture of a minute takes a minute.
await connections.waitForTimeout(24_000);
await shoot(connections, 'console-connections', true);
