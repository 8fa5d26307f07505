import { describe, expect, it } from 'vitest';
import { MAX_FORMER_PER_GROUP } from '../../src/sandbox/world/live-group.ts';
import { MAX_LOAD_GROUPS, MAX_PENDING, MAX_PENDING_PER_GROUP, World } from '../../src/sandbox/world/world.ts';
import type { WorldChange } from '../../src/sandbox/world/change.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { many } from './support.ts';

const ACCEPT_AFTER_MS = 1000;

function build(capacity?: number) {
  const clock = new ManualClock();
  const world = new World({
    backend: 'zim',
    clock,
    acceptAfterMs: ACCEPT_AFTER_MS,
    seeds: [{ id: 'g', name: 'G', purpose: '', ownerId: 'owner', capacity, rules: {} }],
    loadGroup: (id) => (id.startsWith('load') ? { id, name: id, purpose: '', ownerId: 'owner', rules: {} } : null),
  });
  const group = world.find('g');
  if (group === undefined) throw new Error('no group');
  return { clock, world, group };
}

describe('a world', () => {
  it('makes a bounded number of load-test groups, and keeps those that it has made', () => {
    const { world } = build();
    expect(world.peek('load1')).toBeUndefined();
    for (let number = 1; number <= MAX_LOAD_GROUPS; number++) expect(world.find(`load${number}`)).toBeDefined();
    expect(world.find('load0')).toBeUndefined();
    expect(world.find('load1')).toBe(world.peek('load1'));
    expect(world.find('other')).toBeUndefined();
  });

  it('makes no group anew that was dissolved, and counts it still', () => {
    const { world } = build();
    const changes: WorldChange[] = [];
    world.onChange((change) => changes.push(change));
    for (const id of many(MAX_LOAD_GROUPS, 'load')) {
      const group = world.find(id);
      if (group === undefined) throw new Error('no group');
      if (id === 'load1') world.rename(group, 'One', 'owner');
      world.dissolve(group, 'owner');
      expect([world.find(id), world.peek(id)]).toEqual([undefined, undefined]);
    }
    expect(world.find('load0')).toBeUndefined();
    expect(changes).toHaveLength(MAX_LOAD_GROUPS + 1);
    expect(changes.slice(0, 2)).toMatchObject([
      { type: 'renamed', groupId: 'load1', accounts: [], actorId: 'owner' },
      { type: 'dissolved', groupId: 'load1', accounts: ['owner'], actorId: 'owner' },
    ]);
  });

  it('frees the places of members and invites of a dissolved group', () => {
    const { clock, world, group } = build();
    for (let round = 0; round < 2 * (MAX_PENDING / MAX_PENDING_PER_GROUP); round++) {
      const other = world.find(`load${round}`);
      if (other === undefined) throw new Error('no group');
      world.invite(other, many(MAX_PENDING_PER_GROUP, 'never'), 'owner', 'invitee');
      expect(other.pending.size).toBe(MAX_PENDING_PER_GROUP);
      world.dissolve(other, 'owner');
    }
    world.invite(group, ['a'], 'owner', 'invitee');
    world.dissolve(group, 'owner');
    clock.advance(ACCEPT_AFTER_MS);
    expect(clock.pending).toBe(0);
  });

  it('lets the oldest invite lapse beyond the limit', () => {
    const { world, group } = build();
    world.invite(group, many(MAX_PENDING_PER_GROUP), 'owner', 'invitee');
    const changes: WorldChange[] = [];
    world.onChange((change) => changes.push(change));
    world.invite(group, ['late'], 'owner', 'invitee');
    expect(group.pending.size).toBe(MAX_PENDING_PER_GROUP);
    expect([group.pending.has('u_1'), group.pending.has('u_2'), group.pending.has('late')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(changes).toMatchObject([
      { type: 'withdrawn', accounts: ['u_1'] },
      { type: 'invited', accounts: ['late'] },
    ]);
  });

  it('bounds the invites of all groups together', () => {
    const { world } = build();
    const fullGroups = MAX_PENDING / MAX_PENDING_PER_GROUP;
    const groups = many(fullGroups + 1, 'load').map((id) => world.find(id));
    for (const group of groups) {
      if (group !== undefined) world.invite(group, many(MAX_PENDING_PER_GROUP, 'never'), 'owner', 'invitee');
    }
    expect(groups.reduce((sum, group) => sum + (group?.pending.size ?? 0), 0)).toBe(MAX_PENDING);
    expect(groups[0]?.pending.size).toBe(MAX_PENDING_PER_GROUP);
  });

  it('remembers a bounded number of former members', () => {
    const { world, group } = build();
    const accounts = many(MAX_FORMER_PER_GROUP + 1);
    world.join(
      group,
      accounts.map((account) => ({ account })),
      { actorId: 'owner', via: 'added' },
    );
    world.remove(group, accounts, 'owner');
    expect(group.former.size).toBe(MAX_FORMER_PER_GROUP);
    expect([group.former.has('u_1'), group.former.has('u_2')]).toEqual([false, true]);
  });

  it('accepts invites in the order of their dates, and keeps the date of one that is repeated', () => {
    const { clock, world, group } = build();
    world.invite(group, ['a'], 'owner', 'invitee');
    clock.advance(400);
    world.invite(group, ['b', 'a'], 'owner', 'invitee');
    clock.advance(600);
    expect([...group.members.keys()]).toEqual(['owner', 'a']);
    clock.advance(400);
    expect([...group.members.keys()]).toEqual(['owner', 'a', 'b']);
    expect(clock.pending).toBe(0);
  });

  it('lets an invite lapse when the group is full by the time of the yes', () => {
    const { clock, world, group } = build(2);
    world.invite(group, ['a', 'b'], 'owner', 'invitee');
    clock.advance(ACCEPT_AFTER_MS);
    expect([...group.members.keys()]).toEqual(['owner', 'a']);
    expect(group.pending.size).toBe(0);
  });

  it('settles an invite by joining, and tells nothing when nobody changes', () => {
    const { clock, world, group } = build();
    const changes: WorldChange[] = [];
    world.onChange((change) => changes.push(change));
    world.invite(group, ['a'], 'owner', 'invitee');
    world.join(group, [{ account: 'a' }], { actorId: 'owner', via: 'added' });
    world.join(group, [{ account: 'a' }], { actorId: 'owner', via: 'added' });
    world.remove(group, ['nobody'], 'owner');
    world.withdraw(group, ['nobody'], 'owner');
    clock.advance(ACCEPT_AFTER_MS);
    expect(changes.map(({ type }) => type)).toEqual(['invited', 'joined']);
  });

  it('counts an invitee again who was cancelled and invited anew', () => {
    const { clock, world, group } = build();
    world.invite(group, ['a'], 'owner', 'invitee');
    clock.advance(900);
    world.withdraw(group, ['a'], 'owner');
    world.invite(group, ['a'], 'owner', 'invitee');
    clock.advance(900);
    expect(group.members.has('a')).toBe(false);
    clock.advance(100);
    expect(group.members.has('a')).toBe(true);
  });
});
