import type { ByteString } from '../text/bytes.js';

/** A version as Falco reads it (userspace/libsinsp/version.h): three numbers, whatever follows them. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** What sscanf's `%u.%u.%u` reads; undefined where it does not read three numbers. */
export function parseVersion(text: ByteString): Version | undefined {
  const number = '[ \\t\\n\\v\\f\\r]*([+-]?[0-9]+)';
  const found = new RegExp(`^${number}\\.${number}\\.${number}`).exec(text);
  if (!found) return undefined;
  const [, major, minor, patch] = found;
  return { major: toUint32(major!), minor: toUint32(minor!), patch: toUint32(patch!) };
}

function toUint32(digits: string): number {
  return Number(BigInt.asUintN(32, BigInt(digits.replace('+', ''))));
}

export function formatVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/** Whether something of version `has` meets a requirement of `wants`: the same major version, and not older. */
export function isCompatible(has: Version | undefined, wants: Version | undefined): boolean {
  if (!has || !wants || has.major !== wants.major) return false;
  return compareVersions(has, wants) >= 0;
}

export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** What rules files are loaded for. */
export interface Target {
  readonly falco: string;
  /** Engine version, as `required_engine_version` means it. */
  readonly engine: string;
  /** Versions of the loaded plugins by name. */
  readonly plugins: Readonly<Record<string, string>>;
}

export const DEFAULT_TARGET: Target = {
  falco: '0.44.1',
  engine: '0.62.0',
  plugins: { k8saudit: '0.18.0', json: '0.7.4' },
};

/** The engine version of every Falco release since plugins exist, by minor release (userspace/engine/falco_engine_version.h). */
const ENGINE_OF_FALCO: readonly { readonly falco: string; readonly engine: string }[] = [
  { falco: '0.31.0', engine: '0.11.0' },
  { falco: '0.32.0', engine: '0.12.0' },
  { falco: '0.32.1', engine: '0.13.0' },
  { falco: '0.33.0', engine: '0.15.0' },
  { falco: '0.34.1', engine: '0.16.0' },
  { falco: '0.35.0', engine: '0.17.0' },
  { falco: '0.36.0', engine: '0.26.0' },
  { falco: '0.37.0', engine: '0.31.0' },
  { falco: '0.38.0', engine: '0.40.0' },
  { falco: '0.39.0', engine: '0.43.0' },
  { falco: '0.40.0', engine: '0.46.0' },
  { falco: '0.41.0', engine: '0.50.0' },
  { falco: '0.42.0', engine: '0.57.0' },
  { falco: '0.43.0', engine: '0.58.0' },
  { falco: '0.44.0', engine: '0.62.0' },
];

/**
 * The engine version of a Falco release (`0.43`, `0.43.1`); undefined for what is no version, or older than the
 * oldest one known. A release newer than the newest one known gets that one's.
 */
export function engineOfFalco(falco: string): string | undefined {
  const wanted = parseVersion(/^[0-9]+\.[0-9]+$/.test(falco) ? `${falco}.0` : falco);
  if (!wanted) return undefined;
  let engine: string | undefined;
  for (const row of ENGINE_OF_FALCO) {
    if (compareVersions(parseVersion(row.falco)!, wanted) <= 0) engine = row.engine;
  }
  return engine;
}
