// Called by vsce before it packs. Our own packaging has built already and says so.
import { run } from './steps.mjs';

if (!process.env.LENS_BUILT && !run('node', ['esbuild.mjs'])) process.exit(1);
