import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Vitest leaves one core to itself; many tests here wait for a command line that they have started.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'sources', include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'] },
      },
      {
        // These run the built command line: it is built first where the sources are newer.
        extends: true,
        test: {
          name: 'bin',
          include: ['packages/*/test/**/*.test.ts'],
          globalSetup: ['packages/cli/test/build-once.ts'],
        },
      },
    ],
  },
});
