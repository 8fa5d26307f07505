import { Audience } from '../client/audience.ts';
import { openWebSocketTo } from '../client/websocket.ts';
import { groupOf } from './fill.ts';
import { GROUP_SIZE } from './sizes.ts';

/**
 * A program that listens: subscribers `first` up to `first + count`, each of a group of its own, `stride` groups apart. It tells its
 * parent when all of them are there, and ends with it, or when the service ends one of them.
 */
const [url = '', first = '0', count = '0', stride = '1'] = process.argv.slice(2);
let next = Number(first);
const audience = new Audience();
await audience.open(url, Number(count), (to, ear) =>
  openWebSocketTo(
    to,
    { ...ear, failed: (why) => void process.stderr.write(`a subscription failed: ${why}\n`, () => process.exit(1)) },
    groupOf(next++ * Number(stride) * GROUP_SIZE),
  ),
);
process.once('disconnect', () => process.exit());
process.send?.('listening');
