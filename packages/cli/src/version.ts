declare const __VERSION__: string | undefined;

/** The version of this package; written in by scripts/build.mjs. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
