import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../e2e/processes.ts';
import { ConsoleBrowser, hasBrowser, noBrowser, TEST_TIMEOUT_MS } from './browser.ts';
import { ConsolePage } from './console-page.ts';

const INVITE = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id status } } }`;
const LINK = `mutation ($input: LinkAccountInput!) { linkAccount(input: $input) { id } }`;

if (!hasBrowser) it.skip(noBrowser);

describe.runIf(hasBrowser)('groups and people in a browser', { timeout: TEST_TIMEOUT_MS }, () => {
  let service: Service;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService({ ROLLCALL_DATA_DIR: ':memory:' }), ConsoleBrowser.launch()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const invite = (groupId: string, accounts: readonly string[]) =>
    graphql(service.url, INVITE, { input: { groupId, members: accounts.map((account) => ({ account })) } });

  it('finds a member among many, tells its history, and takes it out of the group', async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `member-${index}`);
    await invite('tencent:load-group', [...names, 'ghost-one']);
    const at = new ConsolePage(await browser.open(service.url, '#/groups/tencent%3Aload-group'));
    await at.sees('500 of 1,201 read');

    await at.page.getByRole('searchbox').fill('MEMBER-1150');
    await at.sees('1 found in 1,201 of 1,201');
    await at.press('History of member-1150');
    const history = at.page.getByRole('dialog', { name: 'History of member-1150' });
    await history.getByText('was: Waiting').waitFor();
    expect(await history.getByRole('listitem').count()).toBe(2);
    await at.press('Close');

    await at.press('Remove member-1150');
    await at.page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await at.press('Remove member-1150');
    await at.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await at.sees('member-1150 was removed.');
    await at.page
      .getByRole('row', { name: /member-1150/ })
      .getByText('Removed')
      .waitFor();

    await at.page.getByRole('searchbox').fill('');
    await at.page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Failed 1' }).click();
    await at.sees('1 of 1 read');
    await at.page.getByRole('row', { name: /ghost-one/ }).waitFor();
    await at.page.context().close();
  });

  it('says when there are more than are read, and finds whoever is beyond them by the whole account', async () => {
    for (const tens of [0, 1, 2]) {
      const count = tens < 2 ? 10_000 : 500;
      await invite(
        'tencent:load-crowd',
        Array.from({ length: count }, (_, index) => `crowd-${tens * 10_000 + index}`),
      );
    }
    const at = new ConsolePage(await browser.open(service.url, '#/groups/tencent%3Aload-crowd'));
    await at.page.getByRole('button', { name: 'All 20,500' }).waitFor();
    expect(await at.page.getByText('Only the first 20,000').count()).toBe(0);
    await at.page.getByRole('searchbox').fill('crowd-20499');
    await at.page.getByRole('row', { name: /crowd-20499/ }).waitFor();
    await at.sees('Only the first 20,000 of 20,500 are read and searched here.');
    await at.sees('1 found in 20,000 of 20,500');
    await at.page.getByRole('searchbox').fill('crowd-2049');
    await at.sees('1 found in 20,000 of 20,500');
    await at.page.context().close();
  });

  it('shows changes that somebody else makes, and asks the provider when it is told to', async () => {
    await invite('zim:load-live', ['stays', 'shy-one']);
    const at = new ConsolePage(await browser.open(service.url, '#/groups/zim%3Aload-live'));
    await at.page.getByRole('row', { name: /stays/ }).getByText('Member').waitFor();
    const input = { groupId: 'zim:load-live', accounts: ['stays'] };
    await graphql(
      service.url,
      'mutation ($input: RemoveMembersInput!) { removeMembers(input: $input) { results { __typename } } }',
      { input },
    );
    await at.page.getByRole('row', { name: /stays/ }).getByText('Removed').waitFor();
    await invite('zim:load-live', ['comes-later']);
    await at.page
      .getByRole('row', { name: /comes-later/ })
      .getByText('Member')
      .waitFor();
    await at.press('Ask the provider now');
    await at.sees('The list is as the provider has it.');
    await at.page.context().close();
  });

  it('shows a person over all providers, live', async () => {
    await invite('imkit:load-person', ['p-imkit']);
    for (const [connectionId, account] of [
      ['imkit', 'p-imkit'],
      ['zim', 'p-zim'],
    ])
      await graphql(service.url, LINK, { input: { userId: 'person/1', connectionId, account } });
    const at = new ConsolePage(await browser.open(service.url, '#/users'));
    await at.page.getByLabel('Id of the user').fill('person/1');
    await at.press('Open');
    await at.page
      .getByRole('row', { name: /load-person/ })
      .getByText('Member')
      .waitFor();
    await invite('zim:load-person-too', ['p-zim']);
    await at.page
      .getByRole('row', { name: /load-person-too/ })
      .getByText('Member')
      .waitFor();
    await at.page.context().close();
  });

  it('says so when an address leads to nothing', async () => {
    const at = new ConsolePage(await browser.open(service.url, '#/groups/nowhere%3Agroup'));
    await at.sees('This is no id of a group at a connection that is configured.');
    await at.page.goto(`${service.url}/#/operations/none`);
    await at.sees('This operation is not known, or not any more.');
    await at.page.goto(`${service.url}/#/elsewhere`);
    await at.sees('There is no such page.');
    await at.page.context().close();
  });

  it('asks nothing of other machines, and has nothing to complain about', () => {
    expect([browser.strayed, browser.complaints]).toEqual([[], []]);
  });
});
