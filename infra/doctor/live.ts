/** Whether the app answers at all, and what it says of itself where anybody may ask: `/api/live`. */
import { azOptions } from '../arguments.ts';
import { ask } from './ask.ts';
import { type Finding, mend, ok, unseen } from './finding.ts';
import { uploadCommand } from './package.ts';
import type { Scene } from './scene.ts';

export async function lookAtLive(scene: Scene): Promise<Finding[]> {
  const url = `${scene.origin}/api/live`;
  const answer = await ask(url);
  if (answer === null)
    return [
      unseen(
        `${url} does not answer from here`,
        'If the app is not open to this network, run the doctor from inside its network',
      ),
    ];
  const said = await statusOf(answer);
  if (answer.status === 200 && said === 'pass') return [ok(`${url} passes`)];
  if (answer.status === 503 && said === 'fail')
    return [
      mend(`${url} fails: the watch cannot see, or cannot send`, 'See the lines below. A new app needs a few minutes'),
    ];
  return [mend(`${url} answered ${answer.status}, which is not the watch`, whyOf(answer.status, scene))];
}

async function statusOf(answer: Response): Promise<unknown> {
  try {
    return ((await answer.json()) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}

function whyOf(status: number, scene: Scene): string {
  if (status === 302 || status === 401) return 'The app requires a sign-in: exclude /api/live from it (excludedPaths)';
  if (status === 403) return 'An access restriction blocks it, or the app is stopped';
  if (status === 404) return uploadCommand(scene);
  return `az functionapp restart ${azOptions(scene.place)}`;
}
