import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addSample, MAX_SAMPLES, newest, rates, values } from '../../console/connections/history.ts';
import { parseMetrics } from '../../console/connections/metrics-text.ts';
import { type Sample, takeSample } from '../../console/connections/sample.ts';

describe('the signals that the page of connections reads', () => {
  it('are read as prom-client writes them, whatever stands in their labels', async () => {
    const registers = [new Registry()];
    const spent = new Counter({
      name: 'rollcall_quota_calls_spent_total',
      help: 'a\nb',
      labelNames: ['connection'],
      registers,
    });
    const odd = 'a "b" \\ {c},\n=d';
    spent.inc({ connection: 'zim' }, 3);
    spent.inc({ connection: odd }, 0.5);
    new Gauge({ name: 'rollcall_rounds_due', help: 'due', registers }).set(Infinity);
    const series = parseMetrics((await registers[0]?.metrics()) ?? '');
    expect(series).toEqual([
      { name: 'rollcall_quota_calls_spent_total', labels: { connection: 'zim' }, value: 3 },
      { name: 'rollcall_quota_calls_spent_total', labels: { connection: odd }, value: 0.5 },
      { name: 'rollcall_rounds_due', labels: {}, value: Infinity },
    ]);
  });

  it('are passed over where they are something else', () => {
    expect(parseMetrics('<html>\n# HELP x\n\n  \nx{ 3\n1x 2')).toEqual([]);
  });

  const sample = (atMs: number, text: string): Sample => takeSample(parseMetrics(text), atMs);

  it('are told apart by connection and result, and what is absent is not zero', () => {
    const { connections } = sample(
      0,
      `rollcall_calls_total{connection="zim",kind="invite",result="ok"} 8
rollcall_calls_total{connection="zim",kind="read",result="ok"} 2
rollcall_calls_total{connection="zim",kind="invite",result="unavailable"} 1
rollcall_calls_total{connection="imkit",kind="invite",result="ok"} 5
rollcall_circuit_state{connection="zim"} 2`,
    );
    expect(connections.get('zim')).toMatchObject({ okCalls: 10, failedCalls: 1, circuit: 2, membersWaiting: null });
    expect(connections.get('imkit')).toMatchObject({ okCalls: 5, failedCalls: 0, circuit: null });
  });

  it('become rates, also when the service has begun anew in between', () => {
    const spent = [10, 14, 14, 6].map((calls, index) =>
      sample(index * 2_000, `rollcall_quota_calls_spent_total{connection="zim"} ${calls}`),
    );
    expect(rates(spent, 'zim', 'spentCalls').map(({ value }) => value)).toEqual([2, 0, 3]);
    expect(newest(values(spent, 'zim', 'spentCalls'))).toBe(6);
    expect(newest(rates(spent.slice(0, 1), 'zim', 'spentCalls'))).toBeNull();
  });

  it('are kept for five minutes', () => {
    let samples: readonly Sample[] = [];
    for (let index = 0; index < MAX_SAMPLES + 5; index++) samples = addSample(samples, sample(index, ''));
    expect([samples.length, samples[0]?.atMs]).toEqual([MAX_SAMPLES, 5]);
  });
});
