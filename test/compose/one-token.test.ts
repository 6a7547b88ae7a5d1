import { describe, expect, it, vi } from 'vitest';
import { oneToken } from '../../shared/compose/one-token.ts';

const TOKEN = { token: 'abc', expiresOnTimestamp: Date.UTC(2040, 0, 1) };

function asking(getToken = vi.fn(async () => TOKEN)) {
  let time = 0;
  const credential = oneToken({ getToken }, () => time);
  return {
    getToken,
    credential,
    move: (ms: number) => {
      time += ms;
    },
  };
}

describe('one token', () => {
  it('is asked for once for all who need it at the same time, and once for each scope', async () => {
    const { credential, getToken } = asking();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => credential.getToken('graph')));
    expect(tokens).toEqual(Array(50).fill(TOKEN));
    await credential.getToken(['tables']);
    expect(getToken.mock.calls.map(([scope]: unknown[]) => scope)).toEqual(['graph', ['tables']]);
  });

  it('that cannot be had is not asked for again for 20 s, and then is', async () => {
    const { credential, getToken, move } = asking(vi.fn(async () => TOKEN).mockRejectedValueOnce(new Error('down')));
    await Promise.allSettled(Array.from({ length: 50 }, () => credential.getToken('graph')));
    move(19_999);
    await expect(credential.getToken('graph')).rejects.toThrow('down');
    expect(getToken).toHaveBeenCalledTimes(1);
    move(1);
    await expect(credential.getToken('graph')).resolves.toEqual(TOKEN);
  });

  it('is not lost to the others because the one who asked first gave up', async () => {
    const { credential, getToken } = asking(
      vi.fn(async (_scope, { abortSignal }) => {
        if (abortSignal.aborted) throw new Error('given up');
        return TOKEN;
      }) as never,
    );
    const first = credential.getToken('graph', { abortSignal: AbortSignal.abort() });
    await expect(Promise.all([first, credential.getToken('graph')])).resolves.toEqual([TOKEN, TOKEN]);
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  it('is asked for by itself where a service answered with a challenge', async () => {
    const { credential, getToken } = asking();
    await credential.getToken('tables');
    await credential.getToken('tables', { claims: 'c' });
    await credential.getToken('tables', { tenantId: 't' });
    expect(getToken.mock.calls.slice(1)).toEqual([
      ['tables', { claims: 'c' }],
      ['tables', { tenantId: 't' }],
    ]);
  });
});
