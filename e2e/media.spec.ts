import { PNG } from 'pngjs';
import { ana, business, expect, test } from './fixtures.ts';
import { findMovement, sample } from './samples.ts';

const picture = new PNG({ width: 640, height: 480 });
picture.data.fill(120);
const base64 = PNG.sync.write(picture).toString('base64');
/** Wider in one line than the picture is. */
const words = 'Is this yours? It was in the parcel that came this morning, and nobody here knows what it is for.';

test('a picture has its room from the first moment, and nothing moves when it is there', async ({
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  test.setTimeout(60_000);
  await simulator.addFault({ kind: 'withhold-media' });
  await simulator.write(ana.phoneNumber, business, 'Before it');
  const file = { type: 'image', base64, mimeType: 'image/png' } as const;
  await simulator.writeFile(ana.phoneNumber, business, { ...file, text: words });
  await simulator.write(ana.phoneNumber, business, 'After it');
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('After it')).toBeVisible();
  const row = linkedAdmin.message(words);
  await expect(row.getByText('Being fetched from WhatsApp')).toBeVisible();

  const movements = [await sample(page, 'Before it'), await sample(page, words), await sample(page, 'After it')];
  await simulator.clearFaults();
  const image = row.getByRole('img', { name: 'Photo' });
  await expect(image).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => image.evaluate((one) => one instanceof HTMLImageElement && one.naturalWidth)).toBe(640);
  for (const movement of movements) expect(findMovement(await movement.stop())).toBeLessThanOrEqual(1);
  const box = await image.boundingBox();
  expect([Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]).toEqual([320, 240]);
  const caption = await row.getByText(words).boundingBox();
  expect(caption?.width).toBeLessThanOrEqual(320);

  await test.step('it opens whole, and a document is saved', async () => {
    const address = await row.getByRole('link', { name: 'Open the picture' }).getAttribute('href');
    const whole = await page.context().newPage();
    const answer = await whole.goto(address ?? '');
    expect(answer?.headers()['content-security-policy']).toContain('sandbox');
    expect(await whole.evaluate(() => document.images[0]?.naturalWidth)).toBe(640);

    const text = Buffer.from('Two of them, please.').toString('base64');
    const note = { type: 'document', base64: text, mimeType: 'text/plain', fileName: 'order.txt' } as const;
    await simulator.writeFile(ana.phoneNumber, business, { ...note, text: 'See there' });
    const card = linkedAdmin.message('See there').getByRole('link', { name: 'Open order.txt' });
    await expect(card).toBeVisible();
    expect(await card.getAttribute('href')).toMatch(new RegExp(`^${RegExp.escape(server.url)}/api/media/`));
    const [saved] = await Promise.all([page.waitForEvent('download'), card.click()]);
    expect(saved.suggestedFilename()).toBe('order.txt');
  });
});
