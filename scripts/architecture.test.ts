import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// What ARCHITECTURE.md says of directions, enforced on every import in packages/*/src (type imports count).

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Which packages a package may import. */
const PACKAGE_IMPORTS: Record<string, readonly string[]> = {
  language: [],
  'rules-dsl': ['language'],
  simulator: ['language'],
  cli: ['language', 'rules-dsl', 'simulator'],
};

/** Rooms by rank: a room imports itself and rooms of a lower rank. Files outside of any room (index.ts) may import all. */
const ROOMS: Record<string, Record<string, number>> = {
  language: {
    text: 0,
    diagnostics: 1,
    condition: 2,
    yaml: 2,
    regex: 2,
    fields: 3,
    output: 4,
    rules: 5,
    lints: 6,
  },
  simulator: {
    audit: 0,
    extract: 0,
    events: 1,
    engine: 1,
    replay: 2,
    explain: 2,
    coverage: 2,
    mutate: 2,
    diff: 3,
    testing: 3,
  },
};

/** Node modules that a package may use outside of its tests; absent: all. */
const NODE_MODULES: Record<string, readonly string[]> = { language: [], 'rules-dsl': [], simulator: [] };

/** Words that must not stand in a package's sources outside of its tests. */
const NEVER: Record<string, readonly RegExp[]> = {
  language: [/\bconsole\./, /\bprocess\./, /\basync\b(?! )/, /\bawait /],
  'rules-dsl': [/\bconsole\./, /\bprocess\./],
  simulator: [/\bconsole\./, /\bprocess\.(exit|stdout|stderr)/],
};

interface Source {
  readonly path: string;
  readonly package: string;
  readonly room: string | undefined;
  readonly isTest: boolean;
  readonly code: string;
  readonly imports: readonly string[];
}

function sources(): Source[] {
  return Object.keys(PACKAGE_IMPORTS).flatMap((name) => {
    const base = join(root, 'packages', name, 'src');
    return readdirSync(base, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => {
        const path = join(base, file);
        const code = withoutComments(readFileSync(path, 'utf8'));
        const parts = file.split(sep);
        return {
          path,
          package: name,
          room: parts.length > 1 ? parts[0] : undefined,
          isTest: /\.test\.ts$|\.test-d\.ts$|(^|[\\/])test-/.test(file),
          code,
          imports: importsOf(code),
        };
      });
  });
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

function importsOf(code: string): string[] {
  const found = code.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s*'([^']+)'/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

function where(source: Source): string {
  return relative(root, source.path);
}

const all = sources();
const shipped = all.filter((source) => !source.isTest);

describe('architecture', () => {
  it('has sources to look at', () => {
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.some((source) => source.imports.length > 3)).toBe(true);
  });

  it('packages import only what stands below them, through its front door', () => {
    const wrong = all.flatMap((source) =>
      source.imports
        .filter((name) => name.startsWith('@falco-rules/'))
        .filter(
          (name) => !PACKAGE_IMPORTS[source.package]?.some((allowed) => name === `@falco-rules/${allowed}`),
        )
        .map((name) => `${where(source)} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('no relative import leaves its package', () => {
    const wrong = shipped.flatMap((source) =>
      source.imports
        .filter((name) => name.startsWith('.'))
        .filter(
          (name) =>
            !resolve(dirname(source.path), name).startsWith(join(root, 'packages', source.package) + sep),
        )
        .map((name) => `${where(source)} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('rooms import only rooms to their left', () => {
    const wrong = shipped.flatMap((source) => {
      const ranks = ROOMS[source.package];
      if (!ranks || source.room === undefined) return [];
      const own = ranks[source.room];
      if (own === undefined) return [`${where(source)} stands in an unknown room`];
      return source.imports
        .filter((name) => name.startsWith('.'))
        .flatMap((name) => {
          const target = relative(
            join(root, 'packages', source.package, 'src'),
            resolve(dirname(source.path), name),
          );
          const room = target.split(sep)[0] as string;
          if (room === source.room) return [];
          const rank = ranks[room];
          return rank !== undefined && rank < own ? [] : [`${where(source)} imports ${name}`];
        });
    });
    expect(wrong).toEqual([]);
  });

  it('the pure packages use nothing of node', () => {
    const wrong = shipped.flatMap((source) => {
      const allowed = NODE_MODULES[source.package];
      if (!allowed) return [];
      return source.imports
        .filter((name) => name.startsWith('node:') && !allowed.includes(name))
        .map((name) => `${where(source)} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('the pure packages neither print nor exit', () => {
    const wrong = shipped.flatMap((source) =>
      (NEVER[source.package] ?? [])
        .filter((word) => word.test(source.code))
        .map((word) => `${where(source)} has ${word}`),
    );
    expect(wrong).toEqual([]);
  });

  it('only files.ts of the cli touches the disk, and commands neither import each other nor exit', () => {
    const wrong = shipped
      .filter((source) => source.package === 'cli')
      .flatMap((source) => {
        const file = relative(join(root, 'packages', 'cli', 'src'), source.path);
        const found: string[] = [];
        if (!/^files(\.ts$|[\\/])/.test(file) && source.imports.some((name) => /^node:fs/.test(name))) {
          found.push(`${where(source)} touches the disk`);
        }
        if (source.room === 'commands') {
          for (const name of source.imports) {
            const sibling = /^\.\/(.+)\.js$/.exec(name)?.[1];
            if (
              sibling &&
              !['index', 'registry', 'command'].includes(sibling) &&
              !file.includes('index') &&
              !file.includes('registry')
            ) {
              found.push(`${where(source)} imports the command ${sibling}`);
            }
          }
          if (/process\.exit\(/.test(source.code)) found.push(`${where(source)} exits`);
        }
        return found;
      });
    expect(wrong).toEqual([]);
  });

  it('files have names that say what they hold', () => {
    const wrong = all
      .map(where)
      .filter((path) => /(^|[\\/])(utils?|helpers?|common|misc)(\.ts$|[\\/])/.test(path));
    expect(wrong).toEqual([]);
  });
});
