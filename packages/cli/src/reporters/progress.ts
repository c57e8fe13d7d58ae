import type { Terminal } from '../terminal.js';

/** Shows how far a run is, on a terminal, once it takes longer than a second. */
export interface ProgressLine {
  read(bytes: number): void;
  events(count: number): void;
  /** Takes the line away. */
  end(): void;
}

const PATIENCE_MS = 1000;
const INTERVAL_MS = 200;

/** `totalBytes`: how much there is to read; undefined where nobody knows. */
export function progressLine(terminal: Terminal, totalBytes: number | undefined): ProgressLine {
  if (!terminal.interactive) return { read() {}, events() {}, end() {} };
  const started = performance.now();
  let shownAt = started + PATIENCE_MS - INTERVAL_MS;
  let isShown = false;
  let bytes = 0;
  let events = 0;
  return {
    read(count) {
      bytes += count;
    },
    events(count) {
      events += count;
      const now = performance.now();
      if (now - shownAt < INTERVAL_MS) return;
      shownAt = now;
      isShown = true;
      terminal.errInPlace(describeProgress((now - started) / 1000, events, bytes, totalBytes));
    },
    end() {
      if (isShown) terminal.errInPlace('');
    },
  };
}

/** One line: share done, events, rate, time left. */
export function describeProgress(
  seconds: number,
  events: number,
  bytes: number,
  totalBytes: number | undefined,
): string {
  const parts = [
    `${events.toLocaleString('en')} events`,
    `${Math.round(events / seconds).toLocaleString('en')}/s`,
    `${(bytes / seconds / 1e6).toFixed(0)} MB/s`,
  ];
  if (totalBytes === undefined || totalBytes === 0) return parts.join(', ');
  const share = Math.min(bytes / totalBytes, 1);
  const left = share > 0 ? (seconds / share) * (1 - share) : 0;
  return [`${(share * 100).toFixed(0)}%`, ...parts, `${duration(left)} left`].join(', ');
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
