/**
 * Set up before every test file: random tests draw the same stories each time, so that a failing gate is about the
 * change at hand. `SEED=7 npm run test:all` draws others.
 */
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.SEED ?? 20261120) });
