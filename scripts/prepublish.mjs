// Called by vsce before it packs. Our own packaging has built already and says so.
import { runNode } from './steps.mjs';

if (!process.env.LENS_BUILT && !runNode(['esbuild.mjs'])) process.exit(1);
