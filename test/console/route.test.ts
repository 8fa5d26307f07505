import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route } from '../../console/routing/route.ts';

describe('addresses of the console', () => {
  it('lead to the page that they were made for, whatever an id is', () => {
    const id = fc.string({ minLength: 1, unit: 'grapheme' });
    const route = fc.oneof(
      fc.constantFrom<Route>({ page: 'invite' }, { page: 'groups' }, { page: 'users' }, { page: 'connections' }),
      fc.record({ page: fc.constantFrom('operation' as const, 'group' as const, 'user' as const), id }),
    );
    fc.assert(
      fc.property(route, (each) => {
        expect(parseRoute(addressOf(each as Exclude<Route, { page: 'nowhere' }>))).toEqual(each);
      }),
      { seed: 7 },
    );
  });

  it.each([
    ['', { page: 'invite' }],
    ['#', { page: 'invite' }],
    ['#/groups/', { page: 'groups' }],
    ['#/groups/zim%3Agroup', { page: 'group', id: 'zim:group' }],
    ['#/groups/100%', { page: 'group', id: '100%' }],
    ['#/elsewhere', { page: 'nowhere' }],
    ['#/constructor/x', { page: 'nowhere' }],
  ])('%s is understood', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});
