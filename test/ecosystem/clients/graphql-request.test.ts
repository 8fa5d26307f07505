import { describeClient } from './client.contract.ts';
import { connect, explain, invite } from './examples/graphql-request.ts';

describeClient({
  name: 'graphql-request',
  subscribes: false,
  explain,
  connect(url) {
    const client = connect(url);
    return { invite: (groupId, accounts) => invite(client, groupId, accounts), watch: null };
  },
});
