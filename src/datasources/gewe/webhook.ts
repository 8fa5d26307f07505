import type { ChangeReport, WebhookReader, WebhookRequest } from '../datasource.ts';
import { bodyHash, bodyText, groupReport, jsonObject, keyOf, memberReport, sameSecret, usableIds } from '../webhook.ts';
import { readPlainLine, readSentence } from './membership-line.ts';
import type { MembershipLine } from './membership-line.ts';
import type { GeweSettings } from './settings.ts';
import { readSystemMessage } from './sysmsg.ts';
import { readMessage } from './webhook-message.ts';
import type { GeweMessage } from './webhook-message.ts';

/** An empty 200 would do (GeWe docs, callbacks). */
const TAKEN = {};
/** The largest body that is looked into for a probe while nothing vouches for it. */
export const MAX_PROBE_BYTES = 4 * 1024;

/** GeWe's callbacks. They are not signed: a path, a header or both are agreed upon, and what they say counts as a hint. */
export function createGeweWebhooks({ appId, webhook }: GeweSettings): WebhookReader | null {
  if (webhook === undefined) return null;
  const { pathSecret, authorization } = webhook;

  const isAuthorized = ({ headers }: WebhookRequest): boolean => {
    const given = headers['authorization'];
    return authorization === undefined || sameSecret(typeof given === 'string' ? given : null, authorization);
  };

  return {
    read(request, nowMs) {
      if (pathSecret !== undefined && !sameSecret(request.pathSecret, pathSecret)) return { kind: 'forged' };
      if (!isAuthorized(request)) {
        const probe = isProbe(jsonObject(bodyText(request.body, MAX_PROBE_BYTES)));
        return probe ? { kind: 'nothing', answer: TAKEN } : { kind: 'forged' };
      }
      const body = jsonObject(bodyText(request.body));
      if (body === null) return { kind: 'unreadable' };
      const message = readMessage(body);
      // One URL serves all devices of a token.
      const reports = message?.appId === appId ? reportsOf(message) : [];
      if (message === null || reports.length === 0) return { kind: 'nothing', answer: TAKEN };
      return { kind: 'changes', key: keyOfMessage(message, request.body, nowMs), reports, answer: TAKEN };
    },
  };
}

/** Sent without credentials to see whether the URL works: when it is set by a call, and when it is set in the console. */
function isProbe(body: Readonly<Record<string, unknown>> | null): boolean {
  if (body === null) return false;
  return typeof body['testMsg'] === 'string' || (typeof body['msg'] === 'string' && 'callBackUrl' in body);
}

/**
 * A message has an id, and comes with it again after a restart. A changed contact has none, and the same words come again when
 * the next member leaves in silence: so there each delivery counts.
 */
function keyOfMessage({ appId, newMsgId }: GeweMessage, body: Buffer, nowMs: number): string {
  return newMsgId === null ? keyOf(bodyHash(body), nowMs) : keyOf(appId ?? '', newMsgId);
}

function reportsOf(message: GeweMessage): readonly ChangeReport[] {
  const { kind, roomId, content, deviceAccount } = message;
  if (roomId === null) return [];
  switch (kind) {
    case 'contactChanged':
      return anythingChanged(roomId);
    case 'contactGone':
      // The device is out and reads nothing of the group any more; whoever tries finds that out.
      return [groupReport(roomId, 'membersChanged', false)];
    case 'systemLine': {
      const line = readLine(content);
      return line === null ? [] : reportsOfLine(roomId, line, deviceAccount);
    }
    case 'other':
      return [];
  }
}

function readLine(content: string): MembershipLine | null {
  const line = content.trim();
  if (!line.startsWith('<')) return readPlainLine(line);
  const message = readSystemMessage(line);
  return message === null ? null : readSentence(message);
}

function reportsOfLine(roomId: string, line: MembershipLine, deviceAccount: string | null): readonly ChangeReport[] {
  if (line.change === 'membersChanged' || line.change === 'groupGone') return [groupReport(roomId, line.change, false)];
  const accounts = usableIds(line.device ? [...line.accounts, deviceAccount] : line.accounts);
  const named = memberReport(roomId, line.change, accounts, false);
  // Once the device is in, the whole group can be read.
  return line.device && line.change === 'joined' ? [named, ...anythingChanged(roomId)] : [named];
}

function anythingChanged(roomId: string): readonly ChangeReport[] {
  return [groupReport(roomId, 'membersChanged', false), groupReport(roomId, 'groupChanged', false)];
}
