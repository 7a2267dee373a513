import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type LaunchOptions } from '@playwright/test';

const cache = fileURLToPath(new URL('../.cache/chromium', import.meta.url));
const unpackScript = fileURLToPath(new URL('./unpackChromium.ts', import.meta.url));
const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// The pages under test come from this machine: the browser has no business elsewhere, not even for its own updates.
const offlineArgs = [
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--no-proxy-server',
];

/**
 * The browser for the end-to-end tests: `CHROMIUM_PATH`, else the one Playwright installed, else the system's, else
 * the one inside an npm package, which needs neither a download nor an installation. `E2E_BROWSER=packaged` takes
 * that one at once.
 */
export async function launchOptions(): Promise<LaunchOptions> {
  const executablePath = await findInstalled();
  return executablePath ? { args: offlineArgs, executablePath } : packagedOptions();
}

async function findInstalled(): Promise<string | undefined> {
  const { CHROMIUM_PATH: chosen, E2E_BROWSER: kind } = process.env;
  if (kind === 'packaged') return undefined;
  if (kind)
    throw new Error(`E2E_BROWSER is "${kind}", but only "packaged" is known: leave it out to take what is installed.`);
  if (chosen) {
    if (!(await exists(chosen))) throw new Error(`CHROMIUM_PATH names ${chosen}, where there is no file.`);
    return chosen;
  }
  for (const path of [chromium.executablePath(), ...systemPaths]) {
    if (path && (await exists(path))) return path;
  }
  return undefined;
}

async function packagedOptions(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('There is no browser here. Run `playwright install chromium`, or name one in CHROMIUM_PATH.');
  }
  const folder = await unpack();
  const env = {
    ...process.env,
    FONTCONFIG_FILE: await writeFontConfig(folder),
    LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
  };
  return { args: offlineArgs, executablePath: join(folder, 'chromium'), env };
}

/** Unpacks the packaged browser once per version. Two processes may try at once: whoever ends first has done it for both. */
async function unpack(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve('@sparticuz/chromium'));
  const { version }: { version: string } = JSON.parse(await readFile(manifest, 'utf8'));
  const folder = join(cache, version);
  if (await exists(folder)) return folder;

  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'unpacking-'));
  try {
    // The package unpacks into TMPDIR, and adds the libraries that a bare Linux lacks only when it believes to be on
    // AWS Lambda. A process of its own keeps both settings out of this one.
    const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    await promisify(execFile)(process.execPath, [unpackScript], { env });
    await rename(unfinished, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Without fonts where its configuration says the packaged browser crashes at the first page that has text. */
async function writeFontConfig(folder: string): Promise<string> {
  const path = join(folder, 'fonts.conf');
  const text = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `  <dir>${join(folder, 'fonts')}</dir>`,
    '  <dir>/usr/share/fonts</dir>',
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>\n',
  ].join('\n');
  // Written anew each time, since the project's folder may have moved; by a rename, since a second worker may be reading.
  await writeFile(`${path}.${process.pid}`, text);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
