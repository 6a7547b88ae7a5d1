/** Entry of `npm run grant`. */
import { followProxy } from '../shared/proxy.ts';
import { surroundings } from './azure/sign-in.ts';
import { grant, USAGE } from './grant/run.ts';
import { command, end } from './terminal.ts';

followProxy(process.env);
end(await command(USAGE, () => grant(process.argv.slice(2), surroundings())));
