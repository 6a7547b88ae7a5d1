/** Entry of `npm run doctor`. */
import { surroundings } from './azure/sign-in.ts';
import { doctor, USAGE } from './doctor/run.ts';
import { command, end } from './terminal.ts';

end(await command(USAGE, () => doctor(process.argv.slice(2), surroundings())));
