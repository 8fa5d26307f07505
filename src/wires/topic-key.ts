import { hash } from 'node:crypto';

/** Characters of a key: 132 bits. */
const KEY_LENGTH = 22;

/**
 * What stands for a topic on the wire: short, of one length and safe in every protocol, whatever the topic says, and nobody's
 * name is written into a broker's log. Two topics with one key would do no harm: a hint only makes somebody read the log.
 */
export const topicKey = (topic: string): string => hash('sha256', topic, 'base64url').slice(0, KEY_LENGTH);

/** Stands for every topic: hints were dropped. No topic has this key. */
export const GAP_KEY = 'gap';
