import { Audience } from '../client/audience.ts';
import { pinSelf, raiseFileLimit } from '../machine/cores.ts';
import { peakKiB, residentKiB } from '../machine/memory.ts';
import { MeasuredProgram } from '../machine/program.ts';
import { executeChange } from '../schema/change.ts';
import { eventOf } from '../schema/data.ts';
import type { Size, Subject } from './subjects.ts';

/** What one server did with one number of subscribers, in one process from its start to its end. */
export interface Figures {
  /** CPU time of one delivery of an event that comes alone, in microseconds. */
  readonly single: number;
  /** The same in a burst. */
  readonly burst: number;
  /** From the publishing of the burst until everybody has all of it, in milliseconds. */
  readonly drainedMs: number;
  readonly kibEach: number;
  readonly peakMiB: number;
}

/** Deliveries before anything is measured, until compilers have settled; never more than so many events. */
const WARM_UP_DELIVERIES = 10_000;
const WARM_UP_EVENTS = 100;

export async function measureCell(subject: Subject, size: Size): Promise<Figures> {
  using _pinned = pinSelf();
  const { subscribers, singles, burst } = size;
  await using program = await MeasuredProgram.start(subject.program);
  raiseFileLimit(program.pid);
  using audience = new Audience();
  await program.collect();
  const before = residentKiB(program.pid);
  await audience.open(program.url, subscribers, subject.open);
  await audience.settle(() => program.publish(1));
  expectRightData(subject, audience.sample);
  await program.collect();
  const kibEach = (residentKiB(program.pid) - before) / subscribers;

  const send = async (events: number): Promise<void> => {
    const heard = audience.hears(events * subscribers);
    await program.publish(events);
    await heard;
  };
  const warmUp = Math.min(WARM_UP_EVENTS, Math.ceil(WARM_UP_DELIVERIES / subscribers));
  for (let event = 0; event < warmUp; event++) await send(1);

  const began = await program.cpuMicros();
  for (let event = 0; event < singles; event++) await send(1);
  const between = await program.cpuMicros();
  const beganMs = performance.now();
  await send(burst);
  const drainedMs = performance.now() - beganMs;
  const end = await program.cpuMicros();
  return {
    single: (between - began) / (singles * subscribers),
    burst: (end - between) / (burst * subscribers),
    drainedMs,
    kibEach,
    peakMiB: peakKiB(program.pid) / 1_024,
  };
}

/** What was delivered has to be what graphql-js makes of the event, key for key in the same order. */
function expectRightData(subject: Subject, sample: string): void {
  const { memberStateChanged } = JSON.parse(sample) as { memberStateChanged: { sequence: number } };
  const expected = JSON.stringify(executeChange(eventOf(memberStateChanged.sequence)).data);
  if (sample !== expected) throw new Error(`${subject.name} delivers ${sample}, not ${expected}`);
}
