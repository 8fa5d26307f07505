import { describeClient } from './client.contract.ts';
import { connect, explain, invite, watch } from './examples/urql.ts';

const TRANSPORTS = { 'server-sent events': false, WebSocket: true };

for (const [transport, webSocket] of Object.entries(TRANSPORTS)) {
  describeClient({
    name: `urql over ${transport}`,
    subscribes: true,
    explain,
    connect(url) {
      const client = connect(url, { webSocket });
      return { invite: (groupId, accounts) => invite(client, groupId, accounts), watch: watch(client) };
    },
  });
}
