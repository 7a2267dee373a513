import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { launchOptions } from '../e2e/browser.ts';

/**
 * Draws the console's icons from its one picture, `web/public/favicon.svg`. To be run when that changes; what comes out is
 * kept in git.
 */
const publicFolder = fileURLToPath(new URL('../web/public/', import.meta.url));

type Icon = {
  file: string;
  /** In pixels. */
  size: number;
  /** The picture's part of the width: systems cut corners off. */
  part: number;
  ground: string;
  /** Of the badge systems show the shape alone. */
  isShape?: true;
};

const icons: Icon[] = [
  { file: '192.png', size: 192, part: 0.92, ground: 'transparent' },
  { file: '512.png', size: 512, part: 0.92, ground: 'transparent' },
  { file: 'maskable.png', size: 512, part: 0.6, ground: '#e7f6ee' },
  { file: '180.png', size: 180, part: 0.72, ground: '#ffffff' },
  { file: 'badge.png', size: 96, part: 0.92, ground: 'transparent', isShape: true },
];

const picture = await readFile(`${publicFolder}favicon.svg`, 'utf8');
const browser = await chromium.launch(await launchOptions());
try {
  await mkdir(`${publicFolder}icons`, { recursive: true });
  const page = await browser.newPage();
  for (const { file, size, part, ground, isShape } of icons) {
    await page.setViewportSize({ width: size, height: size });
    const drawn = isShape ? picture.replaceAll(/<path fill="none".*?>/gs, '') : picture;
    await page.setContent(
      `<body style="margin:0;background:${ground};display:grid;place-items:center;height:${size}px">
        <div style="width:${Math.round(size * part)}px;line-height:0">${drawn}</div>
      </body>`,
    );
    await writeFile(`${publicFolder}icons/${file}`, await page.screenshot({ omitBackground: true }));
    process.stdout.write(`${file} ${size}×${size}\n`);
  }
} finally {
  await browser.close();
}
