import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, type OperationDefinitionNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPlayground, onePerConnection, playgroundTabs } from '../../src/playground/playground.ts';

const EXAMPLES = [
  { connectionId: 'wechat', groupId: 'wechat:1@chatroom', accounts: ['wxid_a', 'wxid_b'] },
  { connectionId: 'tencent-app_2', groupId: 'tencent-app_2:a"b\\c', accounts: ['</script>'] },
];
const schema = buildSchema(readFileSync(new URL('../../schema/membership.graphql', import.meta.url), 'utf8'), {
  assumeValid: true,
});

const operationOf = (query: string): OperationDefinitionNode => {
  const operation = getOperationAST(parse(query));
  if (!operation) throw new Error('the tab has no operation, or several');
  return operation;
};

describe('the playground', () => {
  it('takes the first example of each connection, and a form where there is none', () => {
    const crowd = { connectionId: 'wechat', groupId: 'wechat:2@chatroom', accounts: ['wxid_c'] };
    const form = { connectionId: 'zim', groupId: 'zim:GROUP', accounts: ['ACCOUNT'] };
    expect(onePerConnection(['zim', 'wechat'], [...EXAMPLES, crowd])).toEqual([form, EXAMPLES[0]]);
  });

  it('has a tab for each connection, and one for live changes, a refresh, a removal and what is configured', () => {
    const titles = playgroundTabs(EXAMPLES).map(({ query }) => operationOf(query).name?.value);
    expect(titles).toEqual([
      'InviteWechat',
      'InviteTencentApp2',
      'LiveChanges',
      'RefreshGroup',
      'RemoveMembers',
      'Connections',
    ]);
  });

  it('has tabs that run as they stand, without variables', () => {
    for (const { query } of playgroundTabs(EXAMPLES)) {
      expect(validate(schema, parse(query))).toEqual([]);
      expect(operationOf(query).variableDefinitions ?? []).toEqual([]);
    }
  });

  it('invites whom the example names, and watches the first group', () => {
    const [first, , changes] = playgroundTabs(EXAMPLES);
    expect(first?.query).toContain('groupId: "wechat:1@chatroom"');
    expect(first?.query).toContain('{ account: "wxid_a" }\n        { account: "wxid_b" }');
    expect(changes?.query).toContain('memberStateChanged(groupId: "wechat:1@chatroom")');
  });

  it('still has something to run when nothing is configured', () => {
    for (const { query } of playgroundTabs([])) expect(validate(schema, parse(query))).toEqual([]);
  });

  it('is one page that loads nothing from elsewhere', async () => {
    const page = await createPlayground(EXAMPLES)();
    expect(page).toMatch(/^\s*<!doctype html>/i);
    const markup = page.replaceAll(/(<(script|style)\b[^>]*>)[^]*?<\/\2>/g, '$1');
    expect(markup.length).toBeLessThan(page.length / 10);
    expect([...markup.matchAll(/\b(?:src|href)="(?!data:)([^"]*)"/g)].map(([, url]) => url)).toEqual([]);
  });

  it('lets no example end the script that it stands in', async () => {
    const page = await createPlayground(EXAMPLES)();
    const after = page.slice(page.lastIndexOf('renderYogaGraphiQL('));
    expect(after.match(/<\/script>/g)).toHaveLength(1);
  });
});
