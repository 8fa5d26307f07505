import { describeTransportContract } from '../../contract/transport.contract.ts';
import { callbackClient } from '../callback-client.ts';

describeTransportContract(callbackClient());
