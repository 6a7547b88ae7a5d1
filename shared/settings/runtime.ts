/** The runtime is a setting of the app, too: on a Node that lacks what the code calls, every run would end in a TypeError. */
import type { SettingProblem } from './problem.ts';

/** `URL.parse` came with it. */
const OLDEST = [22, 1] as const;

/** @param version as `process.versions.node` has it */
export function runtimeProblem(version: string): SettingProblem | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return {
    code: 'config',
    setting: 'Node.js',
    what: `The app runs on Node.js ${version}; expected ${OLDEST.join('.')} or newer`,
    hint: 'Set functionAppConfig.runtime.version in Azure to 24, or use Node 24 on your own machine. Until then nothing runs.',
  };
}
