// A setup file of vitest: runs before each test file whose replays are recorded.
import { afterAll } from 'vitest';
import { handIn } from './quality/recorder.js';

afterAll(handIn);
