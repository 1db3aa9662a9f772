// Debian's Chromium for the editor tests and the embedded editor's pictures.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, step } from './steps.mjs';

const PACKAGES = ['chromium', 'fonts-dejavu-core', 'fonts-wqy-microhei'];
const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of a Chromium, or undefined. */
export function findChromium() {
  return CANDIDATES.find((candidate) => candidate && existsSync(candidate));
}

/** Installs Chromium and fonts where that is possible; otherwise says which command to type and answers undefined. */
export function ensureChromium() {
  const fonts = existsSync('/usr/share/fonts/truetype/wqy/wqy-microhei.ttc');
  const found = findChromium();
  if (found && (fonts || !isDebianRoot())) return found;
  if (!isDebianRoot()) {
    console.error(`The editor tests need Chromium. Type: sudo apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`);
    console.error('(or set CHROMIUM to the path of one)');
    return undefined;
  }
  step(`apt-get install ${PACKAGES.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], quiet);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], quiet);
  return findChromium();
}

function isDebianRoot() {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}
