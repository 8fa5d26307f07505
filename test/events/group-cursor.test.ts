import { describe, expect, it } from 'vitest';
import { createNewestPositionLoader } from '../../src/events/event.loaders.ts';
import { type GroupRef, parseGroupId } from '../../src/kernel/ids.ts';
import { postJson, serverSentEventsClient } from '../transports/clients.ts';
import { GROUP, OTHER_GROUP, RETENTION_MS, Stage } from '../transports/stage.ts';
import { soon } from '../transports/time.ts';

const FOLLOW = `subscription ($after: String) { memberStateChanged(groupId: "${GROUP}", after: $after) { sequence to membership { account } } }`;

async function ask(stage: Stage, query: string) {
  const { text } = await postJson(`${stage.url}/graphql`, { query });
  return JSON.parse(text) as { data: Record<string, { cursor: string }> };
}

const cursorOf = async (stage: Stage): Promise<string> =>
  (await ask(stage, `{ group(id: "${GROUP}") { cursor } }`)).data['group']!.cursor;

/** What is told of so many changes behind a cursor. */
async function told(stage: Stage, after: string, changes: number): Promise<string[]> {
  const subscriber = await serverSentEventsClient('POST').subscribe(stage.url, FOLLOW, { after });
  const accounts: string[] = [];
  for (let index = 0; index < changes; index++) {
    const result = await soon('change', subscriber.next());
    const { sequence, to, membership } = result!.data.memberStateChanged;
    accounts.push(`${sequence} ${membership.account} ${to}`);
  }
  subscriber.vanish();
  return accounts;
}

describe('the cursor of a group', () => {
  it('is the place before the first change of all, where nothing has ever happened', async () => {
    await using stage = await Stage.start();
    const cursor = await cursorOf(stage);
    await stage.invite(['ann']);
    await stage.invite(['bob']);
    expect(await told(stage, cursor, 2)).toEqual(['1 ann QUEUED', '2 bob QUEUED']);
  });

  it('is the place before the first change of a group without members, whatever happens in others', async () => {
    await using stage = await Stage.start();
    await stage.invite(['somebody'], OTHER_GROUP);
    const cursor = await cursorOf(stage);
    await stage.invite(['somebody else'], OTHER_GROUP);
    await stage.invite(['ann']);
    expect(await told(stage, cursor, 1)).toEqual(['1 ann QUEUED']);
  });

  it('leaves out what happened before, and nothing after', async () => {
    await using stage = await Stage.start();
    await stage.invite(['ann']);
    const cursor = await cursorOf(stage);
    await stage.join();
    await stage.invite(['bob']);
    expect(await told(stage, cursor, 2)).toEqual(['2 ann JOINED', '3 bob QUEUED']);
  });

  it('is taken as long as any other, also when all before it is forgotten', async () => {
    await using stage = await Stage.start();
    await stage.invite(['ann']);
    stage.clock.advance(2 * RETENTION_MS);
    await stage.store.events.forget(stage.clock.now(), 10);
    const cursor = await cursorOf(stage);
    await stage.invite(['bob']);
    expect(await told(stage, cursor, 1)).toEqual(['2 bob QUEUED']);
  });

  it('is read once for all groups that are asked for at once, and anew after that', async () => {
    await using stage = await Stage.start();
    let reads = 0;
    const { events } = stage.store;
    const loader = createNewestPositionLoader({ ...events, lastPosition: () => (reads++, events.lastPosition()) });
    const groups = [GROUP, OTHER_GROUP].map((id) => parseGroupId(id) as GroupRef);
    expect([await loader.loadMany(groups), reads]).toEqual([[0, 0], 1]);
    await stage.invite(['ann']);
    expect([await loader.loadMany(groups), reads]).toEqual([[1, 1], 2]);
  });
});
