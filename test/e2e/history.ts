import { type Answer, graphql } from './processes.ts';

/** One change of a member, as every way of reading it shows it. */
export interface Change {
  readonly cursor: string;
  readonly sequence: number;
  readonly from: string | null;
  readonly to: string;
  readonly cause: string;
  /** When it was recorded, as ISO 8601. */
  readonly at: string;
  readonly operationId: string | null;
}

export interface MemberHistory {
  /** `connection:group:account`. */
  readonly id: string;
  readonly state: string;
  /** Oldest first. */
  readonly changes: readonly Change[];
}

const CHANGE = 'cursor sequence from to cause at operationId';
const PAGE = 1_000;
const MEMBERS = `query ($id: ID!, $after: String) { group(id: $id) { memberships(first: ${PAGE}, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { node { id state history(first: 100) { edges { node { ${CHANGE} } } } } }
} } }`;

interface MembersPage {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly {
    readonly node: {
      readonly id: string;
      readonly state: string;
      readonly history: { readonly edges: readonly { readonly node: Change }[] };
    };
  }[];
}

/** Every member that the store knows of a group, each with all that happened to it; fails when pages and count differ. */
export async function readGroup(url: string, groupId: string): Promise<MemberHistory[]> {
  const members: MemberHistory[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await graphql(url, MEMBERS, { id: groupId, after });
    const page = data.group.memberships as MembersPage;
    members.push(
      ...page.edges.map(({ node: { id, state, history } }) => ({
        id,
        state,
        changes: history.edges.map(({ node }) => node),
      })),
    );
    if (page.pageInfo.hasNextPage) {
      after = page.pageInfo.endCursor;
      continue;
    }
    if (members.length !== page.totalCount) {
      throw new Error(`${groupId} has ${page.totalCount} members, and its pages ${members.length}`);
    }
    return members;
  }
}

/** All that happened in a group, in order of its numbers. */
export const changesOf = (members: readonly MemberHistory[]): Change[] =>
  members.flatMap(({ changes }) => changes).toSorted((a, b) => a.sequence - b.sequence);

/** The first `count` changes after a cursor, as a subscription replays them; fewer when the signal ends it before. */
export async function replay(
  url: string,
  groupId: string,
  after: string,
  count: number,
  signal: AbortSignal | null = null,
): Promise<Change[]> {
  const query = `subscription ($groupId: ID, $after: String) { memberStateChanged(groupId: $groupId, after: $after) { ${CHANGE} } }`;
  const search = new URLSearchParams({ query, variables: JSON.stringify({ groupId, after }) });
  const changes: Change[] = [];
  let text = '';
  try {
    const response = await fetch(`${url}/graphql?${search}`, { headers: { accept: 'text/event-stream' }, signal });
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, json] = /^event: next\ndata: (.*)$/.exec(block) ?? [];
        if (json === undefined) continue;
        const { data } = JSON.parse(json) as Partial<Answer>;
        if (data === undefined) throw new Error(`the replay ended with ${json}`);
        changes.push(data.memberStateChanged as Change);
      }
      if (changes.length >= count) break;
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return changes;
}
