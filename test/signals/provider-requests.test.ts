import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually, type SandboxProcess, startSandboxProcess, startService } from '../e2e/processes.ts';
import { OtlpReceiver } from './otlp-receiver.ts';
import { RecordingProxy } from './recording-proxy.ts';

const GROUPS = {
  wechat: 'wechat:34757816141@chatroom',
  tencent: 'tencent:@TGS#2J4SZEAEL',
  'tencent-app': 'tencent-app:groupID',
  imkit: 'imkit:demo-room',
  zim: 'zim:groupA',
};
/** What HTTP itself needs, and what the providers ask for. */
const EXPECTED_HEADERS = [
  'host',
  'connection',
  'content-type',
  'content-length',
  'x-gewe-token',
  'im-client-key',
  'im-authorization',
];
const [TRACE, SPAN, REQUEST] = ['7e'.repeat(16), '5a'.repeat(8), 'the-request-of-this-test'];
const INVITE = `mutation ($groupId: ID!) {
  inviteMembers(input: { groupId: $groupId, members: [{ account: "untold01" }], waitMs: 20000 }) {
    operation { id } results { __typename }
  }
}`;

/** The same connections, reached by way of somewhere else. */
function configBy(proxyUrl: string, { url, connections }: SandboxProcess): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-provider-requests-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rollcall.json');
  writeFileSync(path, JSON.stringify({ connections }).replaceAll(url, proxyUrl));
  return path;
}

it('tells providers nothing of traces, requests and operations', { timeout: 60_000 }, async () => {
  await using receiver = await OtlpReceiver.start();
  await using sandbox = await startSandboxProcess();
  await using proxy = await RecordingProxy.start(sandbox.url);
  await using service = await startService({
    ROLLCALL_CONFIG: configBy(proxy.url, sandbox),
    ROLLCALL_DATA_DIR: ':memory:',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  const headers = {
    'content-type': 'application/json',
    traceparent: `00-${TRACE}-${SPAN}-01`,
    tracestate: `router=${SPAN}`,
    baggage: 'user=the-baggage-of-this-test',
    'x-request-id': REQUEST,
  };
  const operationIds = await Promise.all(
    Object.values(GROUPS).map(async (groupId) => {
      const body = JSON.stringify({ query: INVITE, variables: { groupId } });
      const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
      const { data } = (await response.json()) as {
        data: { inviteMembers: { operation: { id: string }; results: { __typename: string }[] } };
      };
      expect(data.inviteMembers.results[0]?.__typename, groupId).toMatch(/^Member(Joined|Invited)$/);
      return data.inviteMembers.operation.id;
    }),
  );
  // Traces are on, and are that of the caller.
  await eventually('every call is in the trace', async () => {
    const calls = receiver.ofTrace(TRACE).filter(({ name }) => name.startsWith('call '));
    return new Set(calls.map(({ name }) => name)).size === operationIds.length;
  });
  const { requests } = proxy;
  expect(requests.length).toBeGreaterThanOrEqual(operationIds.length);
  const named = new Set(requests.flatMap((request) => Object.keys(request.headers)));
  expect([...named].filter((name) => !EXPECTED_HEADERS.includes(name))).toEqual([]);
  const spans = receiver.spans.map(({ spanId }) => spanId);
  const internal = [TRACE, SPAN, REQUEST, 'baggage-of-this-test', ...operationIds, ...spans];
  const ids = internal.flatMap((id) => [id, id.replaceAll('-', '')]);
  for (const request of requests) {
    const text = JSON.stringify(request);
    expect(
      ids.filter((id) => text.includes(id)),
      request.path,
    ).toEqual([]);
  }
});
