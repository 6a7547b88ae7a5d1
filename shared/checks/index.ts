/** The checks that are built. Adding one means adding a folder here and a timer in `functions/`. */
export { writeback } from './writeback/index.ts';
