import { version } from 'vitest/node';
import { usageFault } from '../fault.js';

/** Says in words that a reporter is not there; any other error is thrown on. For `catch`. */
export function reporterFault(error: unknown): never {
  const [, name] =
    /^Failed to load custom Reporter from (.+)$/m.exec(String((error as Error)?.message)) ?? [];
  if (name === undefined) throw error;
  if (name.startsWith('@vitest/ui')) {
    throw usageFault('the reporter html needs the package @vitest/ui', {
      help: `npm install --save-dev @vitest/ui@${version}`,
    });
  }
  throw usageFault(`there is no reporter ${name}`, { help: 'falco-rules test --help lists them' });
}
