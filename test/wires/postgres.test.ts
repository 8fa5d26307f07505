import { connectPostgres } from '../../src/wires/postgres-connection.ts';
import { describeWireContract } from '../contract/wire.contract.ts';

describeWireContract({ name: 'PostgreSQL', variable: 'DATABASE_URL', defaultPort: 5432, connect: connectPostgres });
