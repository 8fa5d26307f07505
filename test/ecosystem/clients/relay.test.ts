import { describeClient } from './client.contract.ts';
import { connect, explain, invite, watch } from './examples/relay.ts';

describeClient({
  name: 'Relay over WebSocket',
  subscribes: true,
  explain,
  connect(url) {
    const environment = connect(url);
    return { invite: (groupId, accounts) => invite(environment, groupId, accounts), watch: watch(environment) };
  },
});
