import { short } from './statistics.ts';

/** The targets that the benchmarks are held against. */
export type TargetId = 'B1' | 'B2' | 'B3' | 'B4' | 'B5' | 'B6' | 'B7' | 'B8';

/** One claim and whether it holds. */
export interface Verdict {
  readonly target: TargetId;
  /** What it is one of: in the summary, claims with equal topics and aims are one line. */
  readonly topic: string;
  readonly work: string;
  readonly aim: string;
  readonly reached: string;
  /** Null: could not be measured here. */
  readonly met: boolean | null;
  /** By how much it was missed, or why it was not measured; empty when it is met. */
  readonly remark: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one part has measured. */
export interface PartResult {
  readonly verdicts: readonly Verdict[];
  readonly tables: readonly Table[];
  /** What a reader has to know to believe the figures. */
  readonly notes: readonly string[];
}

interface Claim {
  readonly target: TargetId;
  readonly topic: string;
  readonly work: string;
  readonly value: number;
  readonly aim: number;
  readonly unit: string;
}

/** The value has to reach the aim. */
export function atLeast({ target, topic, work, value, aim, unit }: Claim): Verdict {
  const met = value >= aim;
  return {
    target,
    topic,
    work,
    aim: `at least ${short(aim)}${unit}`,
    reached: `${short(value)}${unit}`,
    met,
    remark: met ? '' : `${percent(1 - value / aim)} below`,
  };
}

/** The value must not exceed the aim. */
export function atMost({ target, topic, work, value, aim, unit }: Claim): Verdict {
  const met = value <= aim;
  const excess = aim === 0 ? `${short(value)}${unit} above` : `${percent(value / aim - 1)} above`;
  return {
    target,
    topic,
    work,
    aim: `at most ${short(aim)}${unit}`,
    reached: `${short(value)}${unit}`,
    met,
    remark: met ? '' : excess,
  };
}

/** A claim that this machine cannot decide. */
export const unmeasured = (target: TargetId, work: string, why: string): Verdict => ({
  target,
  topic: work,
  work,
  aim: '-',
  reached: '-',
  met: null,
  remark: why,
});

const percent = (share: number): string => `${short(100 * share)} %`;
