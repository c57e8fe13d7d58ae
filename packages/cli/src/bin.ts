#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep the compiled code of the files imported from here on.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const { run } = await import('./main.js');
await run(process.argv.slice(2));
