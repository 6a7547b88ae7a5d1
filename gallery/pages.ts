/** Every page that a person may meet, in each state worth a look, as the app answers with it. */
import type { LocalTables } from '../local/azurite.ts';
import { grown, type PageState, STORIES, type Story, told } from './states.ts';

export interface Page {
  /** Of its file. */
  readonly name: string;
  readonly shows: string;
  readonly html: string;
}

/** Name, what it shows, and the story by which it came to that. */
const STATES: readonly (readonly [name: string, shows: string, story: Story])[] = [
  ['fresh', 'The page before the first poll', STORIES.fresh],
  ['healthy', 'The page when all is well', STORIES.healthy],
  ['on', 'The page after writeback was turned on', STORIES.on],
  ['blind', 'The page while a check cannot see', STORIES.blind],
  ['mute', 'The page while mail is refused', STORIES.mute],
  ['large', 'The page of a tenant with 2,000 resetters', { ...grown(2000, 4, 2000), polls: 1 }],
  ['hostile', 'The page when every name was chosen against it', STORIES.hostile],
];

export async function pages(tables: LocalTables, onEach: (page: Page) => void): Promise<Page[]> {
  const all: Page[] = [];
  const add = (page: Page): void => {
    all.push(page);
    onEach(page);
  };
  for (const [name, shows, story] of STATES) {
    const state = await told(story, tables);
    add({ name, shows, html: await statusPage(state) });
    if (name === 'on') for (const page of await besides(state)) add(page);
    await state.world.close();
  }
  return all;
}

/** As a browser is given it that has the key in the address. */
export async function statusPage({ world, settings }: PageState): Promise<string> {
  const asked = { accept: 'text/html', query: new URLSearchParams({ code: 'k' }) };
  return (await world.watch({}, settings).status(false, asked)).body;
}

/** What is one step away from it. */
async function besides({ world, settings }: PageState): Promise<Page[]> {
  const watch = world.watch({}, settings);
  const { openAlerts } = JSON.parse((await watch.status(false)).body) as { openAlerts: { id: string }[] };
  const asked = { accept: 'text/html', contentType: null, signedIn: null };
  const form = { ...asked, method: 'GET', id: openAlerts[0]?.id ?? '', body: '' };
  const answer = {
    ...form,
    method: 'POST',
    contentType: 'application/x-www-form-urlencoded',
    body: 'action=acknowledge&by=Kim&why=Planned+for+the+migration',
  };
  return [
    { name: 'answer', shows: 'The form to answer an alert', html: (await watch.alert(form, null)).body },
    { name: 'answered', shows: 'After an answer', html: (await watch.alert(answer, null)).body },
    {
      name: 'bad-link',
      shows: 'A link of a mail that is not good any more',
      html: (await watch.alert(form, 'x')).body,
    },
    { name: 'live', shows: 'What somebody without the key is told', html: (await watch.live('text/html')).body },
  ];
}
