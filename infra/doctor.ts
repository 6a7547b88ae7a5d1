/** Entry of `npm run doctor`. */
import { followProxy } from '../shared/proxy.ts';
import { surroundings } from './azure/sign-in.ts';
import { doctor, USAGE } from './doctor/run.ts';
import { command, end } from './terminal.ts';

followProxy(process.env);
end(await command(USAGE, () => doctor(process.argv.slice(2), surroundings())));
