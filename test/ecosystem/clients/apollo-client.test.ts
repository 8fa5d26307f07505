import { describeClient } from './client.contract.ts';
import { connect, explain, invite, watch } from './examples/apollo-client.ts';

const TRANSPORTS = { multipart: false, WebSocket: true };

for (const [transport, webSocket] of Object.entries(TRANSPORTS)) {
  describeClient({
    name: `Apollo Client over ${transport}`,
    subscribes: true,
    explain,
    connect(url) {
      const client = connect(url, { webSocket });
      return { invite: (groupId, accounts) => invite(client, groupId, accounts), watch: watch(client) };
    },
  });
}
