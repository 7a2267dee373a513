import type { Media } from '@erp-whatsapp/shared/media';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { apiUrl } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';

const picture: Media = {
  type: 'image',
  mimeType: 'image/jpeg',
  fileName: null,
  size: 12_345,
  width: 1600,
  height: 1200,
  state: 'here',
  sha256: 'a'.repeat(64),
  url: '/api/media/m-picture',
};
const document: Media = {
  ...picture,
  type: 'document',
  mimeType: 'application/pdf',
  fileName: 'offer.pdf',
  width: null,
  height: null,
  url: '/api/media/m-document',
};

/** A thread with one message that is a file. */
async function open(media: Media, fields: { content?: string; isOutgoing?: boolean } = {}) {
  const messageType = media.type === 'image' ? ('image' as const) : ('document' as const);
  const message = makeMessage({ id: 'm1', content: '', ...fields, messageType, media });
  const rendered = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      server.conversations = [makeConversation()];
      server.messages = [message];
    },
  });
  // The first one waits for all that is loaded lazily.
  const row = await screen.findByRole('listitem', { name: /^Ana|^You|^Sent/ }, { timeout: 10_000 });
  return { ...rendered, message, row };
}

function sizeOf(row: HTMLElement): string[] {
  const { width = '', height = '', aspectRatio = '' } = row.querySelector<HTMLElement>('[data-media]')?.style ?? {};
  return [width, height, aspectRatio];
}

describe('a message with a picture', () => {
  it('shows it in a room that has its shape, and opens it whole', async () => {
    const { row } = await open(picture, { content: 'Our shop' });
    const image = await within(row).findByRole('img', { name: 'Photo' });
    expect(image.getAttribute('src')).toBe(`${apiUrl}/api/media/m-picture`);
    expect(sizeOf(row)).toEqual(['320px', '', '320 / 240']);
    const link = within(row).getByRole('link', { name: 'Open the picture' });
    expect(link.getAttribute('href')).toBe(`${apiUrl}/api/media/m-picture`);
    expect(link.getAttribute('target')).toBe('_blank');
    expect(within(row).getByText('Our shop')).toBeTruthy();
  });

  it('has the same room before it is here as after', async () => {
    const { server, message, row } = await open({ ...picture, state: 'coming', sha256: null });
    expect(await within(row).findByText('Being fetched from WhatsApp…')).toBeTruthy();
    const before = sizeOf(row);
    act(() => server.emit('message_updated', { ...message, media: picture, seq: message.seq + 1 }));
    expect(await within(row).findByRole('img', { name: 'Photo' })).toBeTruthy();
    expect(sizeOf(row)).toEqual(before);
  });

  it('keeps the room that it was given before somebody measured it', async () => {
    const unmeasured = { ...picture, width: null, height: null, sha256: null };
    const { server, message, row } = await open({ ...unmeasured, state: 'coming' }, { content: 'Our shop' });
    await within(row).findByText('Being fetched from WhatsApp…');
    const before = sizeOf(row);
    expect(before).toEqual(['240px', '', '240 / 180']);
    const here = { ...message, media: { ...picture, width: 1000, height: 1000 } };
    act(() => server.emit('message_updated', { ...here, seq: message.seq + 1 }));
    expect(await within(row).findByRole('img', { name: 'Photo' })).toBeTruthy();
    expect(sizeOf(row)).toEqual(before);
    // Read anew, as after a loss of the line.
    act(() => server.emit('message_updated', { ...here, content: 'Our new shop', seq: message.seq + 2 }));
    expect(await within(row).findByText('Our new shop')).toBeTruthy();
    expect(sizeOf(row)).toEqual(before);
  });

  it.each(['image/jpg', 'image/JPEG; quality=80', 'image/heic'])(
    'of the type “%s” has the same room once it is known what it is',
    async (mimeType) => {
      const { server, message, row } = await open({ ...picture, mimeType, state: 'coming', sha256: null });
      await within(row).findByText('Being fetched from WhatsApp…');
      const before = sizeOf(row);
      expect(before).toEqual(['320px', '', '320 / 240']);
      act(() => server.emit('message_updated', { ...message, media: picture, seq: message.seq + 1 }));
      expect(await within(row).findByRole('img', { name: 'Photo' })).toBeTruthy();
      expect(sizeOf(row)).toEqual(before);
    },
  );

  it('that browsers can’t show is there to be opened, in the same room', async () => {
    const { server, message, row } = await open({ ...picture, state: 'coming', sha256: null });
    await within(row).findByText('Being fetched from WhatsApp…');
    const before = sizeOf(row);
    const heic = { ...picture, mimeType: 'image/heic', fileName: 'shop.heic' };
    act(() => server.emit('message_updated', { ...message, media: heic, seq: message.seq + 1 }));
    expect(await within(row).findByRole('link', { name: 'Open shop.heic' })).toBeTruthy();
    expect(sizeOf(row)).toEqual(before);
  });

  it('is shown however its type is written', async () => {
    const { row } = await open({ ...picture, mimeType: 'image/JPG; quality=80' });
    expect(await within(row).findByRole('img', { name: 'Photo' })).toBeTruthy();
  });

  it('says when it is gone', async () => {
    const { row } = await open({ ...picture, state: 'gone', sha256: null, url: null });
    expect(await within(row).findByText(/WhatsApp does not have this file any more/)).toBeTruthy();
    expect(within(row).queryByRole('link')).toBeNull();
  });

  it('tries again where it could not be loaded', async () => {
    const { row, user } = await open(picture);
    fireEvent.error(await within(row).findByRole('img', { name: 'Photo' }));
    await user.click(within(row).getByRole('button', { name: /could not be loaded/ }));
    expect(within(row).getByRole('img', { name: 'Photo' })).toBeTruthy();
  });
});

describe('a message with a document', () => {
  it('names it, with its size, and opens it; both ways', async () => {
    const { row } = await open(document, { content: 'offer.pdf', isOutgoing: true });
    const link = await within(row).findByRole('link', { name: 'Open offer.pdf' });
    expect(link.getAttribute('href')).toBe(`${apiUrl}/api/media/m-document`);
    expect(link.getAttribute('download')).toBe('offer.pdf');
    expect(link.textContent).toBe('offer.pdf12.3 kB');
    // Its name stands there once.
    expect(within(row).getAllByText('offer.pdf')).toHaveLength(1);
    expect(sizeOf(row)).toEqual(['288px', '56px', '']);
  });

  it('is opened from the message’s menu too', async () => {
    const { row, user } = await open(document, { content: 'Page 2' });
    act(() => row.focus());
    // What can be done with messages comes with the first focus.
    await waitFor(async () => {
      if (screen.queryByRole('menu') === null) await user.keyboard('{Enter}');
      expect(screen.getByRole('menu')).toBeTruthy();
    });
    const item = screen.getByRole('menuitem', { name: 'Open the file' });
    expect(item.getAttribute('href')).toBe(`${apiUrl}/api/media/m-document`);
  });
});
