/**
 * What the page does by itself: once a minute, while somebody looks, it takes its live parts from a fresh copy. What is
 * open stays open, and a page that could not be renewed says so, since old news that looks new is worse than none.
 */
export const SCRIPT = `
const EVERY_MS = 60000;
const STOPS = 'a, summary';
let renewedAt = Date.now();
async function renew() {
  if (document.hidden || Date.now() - renewedAt < EVERY_MS - 1000) return;
  const old = document.getElementById('old');
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!fresh.getElementById('verdicts')) throw new Error('another page');
    for (const one of document.querySelectorAll('details[open][id]')) {
      const same = fresh.getElementById(one.id);
      if (same) same.open = true;
    }
    for (const part of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === part.innerHTML) continue;
      const stop = [...part.querySelectorAll(STOPS)].indexOf(document.activeElement);
      part.replaceWith(next);
      if (stop >= 0) next.querySelectorAll(STOPS)[stop]?.focus({ preventScroll: true });
    }
    document.title = fresh.title;
    document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
    renewedAt = Date.now();
    old.hidden = true;
  } catch {
    old.hidden = false;
  }
}
setInterval(renew, 5000);
document.addEventListener('visibilitychange', renew);
`;
