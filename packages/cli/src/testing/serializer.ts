import type { Alert, TestResult } from '@falco-rules/simulator';
import { expect } from 'vitest';

/** Makes snapshots of a replay readable: a block for each alert, in its order. */
export function bindSerializer(): void {
  expect.addSnapshotSerializer({
    test: (value: unknown) =>
      typeof value === 'object' && value !== null && 'alerts' in value && 'nearestMiss' in value,
    serialize: (value: TestResult) => printAlerts(value.alerts),
  });
}

/** Alerts as a snapshot holds them. */
export function printAlerts(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return 'no alerts';
  return alerts.map(printAlert).join('\n\n');
}

function printAlert({ event, rule, priority, time, output }: Alert): string {
  return `event ${event} at ${isoTime(time)}: ${rule} (${priority})\n  ${output}`;
}

/** Nanoseconds since the epoch, in UTC: snapshots must not depend on where they are made. */
function isoTime(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(time % 1_000_000_000n).padStart(9, '0')}Z`;
}
