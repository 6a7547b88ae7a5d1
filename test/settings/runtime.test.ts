/** A Node that is too old is a wrong setting of the app, said as such, and not a TypeError in every run. */
import { describe, expect, it } from 'vitest';
import { openMonitor } from '../../shared/compose.ts';
import type { Report } from '../../shared/core/status/report.ts';
import { runtimeProblem } from '../../shared/settings/runtime.ts';

describe('the runtime', () => {
  it.each(['22.1.0', '22.12.0', '24.21.0', '100.0.0'])('%s will do', (version) => {
    expect(runtimeProblem(version)).toBeNull();
  });

  it.each(['0.10.48', '18.20.4', '20.19.0', '22.0.9'])('%s is too old', (version) => {
    expect(runtimeProblem(version)?.what).toBe(`The app runs on Node.js ${version}; expected 22.1 or newer`);
  });

  it('that is too old fails every run and the status with what to do', async () => {
    const env = {
      TENANT_ID: '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c',
      STATE_TABLES_URL: 'https://watch.table.core.windows.net',
      MAIL_ENDPOINT: 'https://watch.communication.azure.com',
      MAIL_FROM: 'watch@example.com',
      MAIL_TO: 'oncall@example.com',
    };
    const monitor = openMonitor(env, { nodeVersion: '20.19.0' });
    await expect(monitor.poll('writeback')).rejects.toMatchObject({
      code: 'config',
      message: 'Wrong settings: Node.js',
    });
    await expect(monitor.notify()).rejects.toMatchObject({ code: 'config', message: 'Wrong settings: Node.js' });
    const { status, body } = await monitor.status(false);
    expect(status).toBe(503);
    expect((JSON.parse(body) as Report).problems).toMatchObject([
      { code: 'config', what: 'The app runs on Node.js 20.19.0; expected 22.1 or newer' },
    ]);
  });
});
