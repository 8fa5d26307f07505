import { describe, expect, it } from 'vitest';
import { explainStart } from '../../src/config/start-failure.ts';

const SECRET = 'p@ss word';
const CONFIG = {
  server: { host: '127.0.0.1', port: 80 },
  store: { url: `postgres://rollcall:${encodeURIComponent(SECRET)}@db.example/rollcall` },
  events: { url: 'nats://user:hush@events.example:4222' },
};
const failure = (code: string, about: object = {}) => Object.assign(new Error('it failed'), { code, ...about });

describe('a start that fails', () => {
  it.each([
    ['EADDRINUSE', 'port 80 of 127.0.0.1 is in use by another process; PORT chooses another one'],
    ['EADDRNOTAVAIL', 'this machine has no address 127.0.0.1; HOST chooses another one'],
    ['EACCES', 'port 80 is not open to this user; PORT chooses another one'],
    ['ECONNREFUSED', 'the database at db.example:5432 cannot be reached: nothing listens there'],
    ['ENOTFOUND', 'the database at db.example:5432 cannot be reached: that host has no address'],
    ['28P01', 'the database at db.example:5432 refuses the password (28P01)'],
    ['3D000', 'the database at db.example:5432 has no database of this name; create it first (3D000)'],
    ['57P03', 'the database at db.example:5432 is still starting (57P03)'],
  ])('with %s says what to do', (code, text) => {
    expect(explainStart(failure(code), CONFIG)).toContain(text);
  });

  it('knows the reason below others', () => {
    const both = new AggregateError([failure('ECONNREFUSED', { port: 5432 })], '');
    expect(explainStart(new Error('the store', { cause: both }), CONFIG)).toContain('nothing listens there');
    expect(explainStart(new Error('timeout exceeded when trying to connect'), CONFIG)).toContain('it does not answer');
  });

  it('tells the wire from the database', () => {
    const refused = failure('ECONNREFUSED', { port: 4222 });
    expect(explainStart(refused, CONFIG)).toBe(
      'the wire at events.example:4222 cannot be reached: nothing listens there; EVENTS_URL chooses another one',
    );
    expect(explainStart(refused, { ...CONFIG, store: {} })).toContain('the wire at events.example:4222');
  });

  it('is told as it is when nothing more is known', () => {
    expect(explainStart(new Error('another process has opened the store'), CONFIG)).toBe(
      'another process has opened the store',
    );
    expect(explainStart('a text', { ...CONFIG, store: {}, events: {} })).toBe('a text');
  });

  it('never shows a secret', () => {
    const told = explainStart(new Error(`${CONFIG.store.url} or ${SECRET} or ${CONFIG.events.url}`), CONFIG);
    expect(told).toBe('… or … or …');
  });
});
