/**
 * Carries hints between instances that share one store: "this topic has moved". What has moved, and in which order, stands in
 * the store's log, which every instance reads for itself; so a hint may be lost, repeated, late or out of turn.
 *
 * One contract suite (`test/contract/wire.contract.ts`) runs over every implementation.
 */
export interface EventWire {
  /**
   * Tells the other instances that listen to them that these topics have moved. Never waits and never throws; what cannot be
   * sent is dropped, and the others are told to look at everything once that is possible.
   */
  publish(topics: readonly string[]): void;
  /** From now on this instance wants to hear of the topic, until {@link unlisten}; a second time changes nothing. */
  listen(topic: string): void;
  unlisten(topic: string): void;
  /** Calls `listener` when another instance has moved a topic that is listened to. One listener only. */
  onMoved(listener: (topic: string) => void): void;
  /**
   * Calls `listener` when hints may have been lost: with each connection, the first one included, and when another instance
   * had to drop some. Then everything has to be looked at again. One listener only.
   */
  onGap(listener: () => void): void;
  /** Resolves when hints can be carried now; rejects when the connection is down. */
  ping(): Promise<void>;
  /** Publishes and hears nothing any more. */
  close(): Promise<void>;
}
