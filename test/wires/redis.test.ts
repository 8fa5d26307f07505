import { connectRedis } from '../../src/wires/redis-connection.ts';
import { describeWireContract } from '../contract/wire.contract.ts';

describeWireContract({ name: 'Redis', variable: 'REDIS_URL', defaultPort: 6379, connect: connectRedis });
