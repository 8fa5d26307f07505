import { raiseFileLimit } from '../machine/cores.ts';
import { atLeast, atMost, type PartResult, type Table, type Verdict } from '../report/result.ts';
import { median, pairedRatios, short, shortSpread, spreadOf } from '../report/statistics.ts';
import { type Figures, measureCell } from './cell.ts';
import {
  DEFAULT_WS,
  fitting,
  OWN_SSE,
  OWN_WS,
  QUICK_SIZES,
  RAW_WS,
  SIZES,
  type Size,
  type Subject,
  YOGA_SSE,
} from './subjects.ts';

/** B4: one event to many subscribers. */

const AIM_SINGLE = 4;
const AIM_BURST = 50;
const AIM_RAW = 0.9;
const AIM_SSE = 4;
const AIM_KIB = 15;
/** Subscribers from which on their memory is judged. */
const ENOUGH_TO_WEIGH = 1_000;

interface SizeFigures {
  readonly size: Size;
  readonly bySubject: Map<Subject, Figures[]>;
}

export async function measureFanout(quick: boolean): Promise<PartResult> {
  const files = raiseFileLimit(process.pid);
  const sizes = fitting(quick ? QUICK_SIZES : SIZES, files);
  const measured: SizeFigures[] = [];
  for (const size of sizes) measured.push(await measureSize(size));
  return {
    verdicts: measured.flatMap(judge),
    tables: [ratioTable(measured), figureTable(measured)],
    notes: [
      'Each row is a process of its own: it starts, everybody subscribes, events come one by one, each when the one before has reached everybody, then a burst is published in one turn. CPU time is that of the server, divided by deliveries.',
      'A server that coalesces gains more from longer bursts; the others cost the same for each delivery, however long the burst is.',
      `A process may have ${short(files)} files open here, which is also the limit of subscribers.`,
      'Memory of a subscriber is what the process holds more after collecting its garbage than before anybody subscribed.',
    ],
  };
}

async function measureSize(size: Size): Promise<SizeFigures> {
  const bySubject = new Map<Subject, Figures[]>(size.subjects.map((subject) => [subject, []]));
  for (let round = 0; round < size.rounds; round++) {
    for (const subject of round % 2 === 0 ? size.subjects : size.subjects.toReversed()) {
      bySubject.get(subject)?.push(await measureCell(subject, size));
    }
  }
  return { size, bySubject };
}

const of = ({ bySubject }: SizeFigures, subject: Subject, what: keyof Figures): number[] =>
  (bySubject.get(subject) ?? []).map((figures) => figures[what]);

function judge(figures: SizeFigures): Verdict[] {
  const { size } = figures;
  const work = `${short(size.subscribers)} subscribers`;
  const ratio = (own: Subject, peer: Subject, what: 'single' | 'burst', aim: number): Verdict[] => {
    if (of(figures, peer, what).length === 0) return [];
    const value = median(pairedRatios(of(figures, peer, what), of(figures, own, what)));
    const topic = `CPU of a delivery, ${what}, beside ${peer.name}`;
    return [atLeast({ target: 'B4', topic, work: `${work}, ${what}, beside ${peer.name}`, value, aim, unit: ' ×' })];
  };
  return [
    ...ratio(OWN_WS, DEFAULT_WS, 'single', AIM_SINGLE),
    ...ratio(OWN_WS, DEFAULT_WS, 'burst', AIM_BURST),
    ...ratio(OWN_WS, RAW_WS, 'single', AIM_RAW),
    ...ratio(OWN_SSE, YOGA_SSE, 'single', AIM_SSE),
    ...ratio(OWN_SSE, YOGA_SSE, 'burst', AIM_SSE),
    ...memory(figures, work),
  ];
}

function memory(figures: SizeFigures, work: string): Verdict[] {
  // With fewer of them, code that is loaded late weighs more than they do.
  if (figures.size.subscribers < ENOUGH_TO_WEIGH) return [];
  const value = median(of(figures, OWN_WS, 'kibEach'));
  return [
    atMost({
      target: 'B4',
      topic: 'memory of a subscriber',
      work: `${work}, memory of one`,
      value,
      aim: AIM_KIB,
      unit: ' KiB',
    }),
  ];
}

function ratioTable(measured: readonly SizeFigures[]): Table {
  const pairs = (figures: SizeFigures): string[][] =>
    figures.size.subjects
      .filter((peer) => peer !== OWN_WS && peer !== OWN_SSE)
      .map((peer) => {
        const own = peer === YOGA_SSE ? OWN_SSE : OWN_WS;
        const against = (what: 'single' | 'burst'): string =>
          shortSpread(spreadOf(pairedRatios(of(figures, peer, what), of(figures, own, what))));
        return [short(figures.size.subscribers), own.name, peer.name, against('single'), against('burst')];
      });
  return {
    title: 'Times less CPU of a delivery',
    columns: ['subscribers', 'of', 'beside', 'single', 'burst'],
    rows: measured.flatMap(pairs),
  };
}

function figureTable(measured: readonly SizeFigures[]): Table {
  const rows = measured.flatMap((figures) =>
    figures.size.subjects.map((subject) => [
      short(figures.size.subscribers),
      subject.name,
      shortSpread(spreadOf(of(figures, subject, 'single'))),
      `${shortSpread(spreadOf(of(figures, subject, 'burst')))} of ${figures.size.burst}`,
      shortSpread(spreadOf(of(figures, subject, 'drainedMs'))),
      short(median(of(figures, subject, 'kibEach'))),
      short(median(of(figures, subject, 'peakMiB'))),
    ]),
  );
  return {
    title: 'Figures',
    columns: ['subscribers', 'server', 'µs single', 'µs in a burst', 'burst drained in ms', 'KiB each', 'peak MiB'],
    rows,
  };
}
