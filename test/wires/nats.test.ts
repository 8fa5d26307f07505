import { connectNats } from '../../src/wires/nats-connection.ts';
import { describeWireContract } from '../contract/wire.contract.ts';

describeWireContract({ name: 'NATS', variable: 'NATS_URL', defaultPort: 4222, connect: connectNats });
