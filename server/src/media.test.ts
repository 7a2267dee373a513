import type { Message } from '@erp-whatsapp/shared/message';
import type { SimulatedMessage } from '@erp-whatsapp/shared/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from './testing/console.ts';
import { makePdf, makePicture, sha256 } from './testing/files/samples.ts';
import { type FileHost, startFileHost } from './testing/files/startFileHost.ts';
import { startApp, type TestApp } from './testing/startApp.ts';
import { waitFor } from './testing/waitFor.ts';

const business = '+4930123456';
const customer = '+4915111111111';
const picture = makePicture(64, 48);
const offer = makePdf(200_000);

let host: FileHost;
let app: TestApp;
let simulator: Simulator;
let admin: Client;
let token: string;

beforeAll(async () => {
  host = await startFileHost(({ url = '' }, response) => {
    const file = files[url];
    if (file) response.end(file);
    else response.writeHead(404).end();
  });
  app = await startApp({ MEDIA_URL_ALLOW: host.host });
  await begin();
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: customer });
});
afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
  await host?.close();
});

const files: Record<string, Buffer> = {
  '/photo.png': picture,
  '/offer.pdf': offer,
  '/page.html': Buffer.from('<!doctype html><script>alert(1)</script>'),
  '/logo.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  '/large.png': Buffer.concat([picture, Buffer.alloc(6 * 1024 * 1024)]),
};

async function begin(): Promise<void> {
  admin = await connectAs(app, app.admin);
  simulator = await createSimulator(app);
  ({ token } = await signIn(app, app.admin));
}

const urlOf = (path: string) => `http://${host.host}${path}`;

async function open(url: string | null | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}${url}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

function lastInThread(fits: (message: SimulatedMessage) => boolean): Promise<SimulatedMessage> {
  return waitFor('the message on the customer’s phone', async () =>
    (await simulator.thread(customer, business)).find(fits),
  );
}

async function writeAsCustomer(media: object, text?: string): Promise<Message> {
  const path = `/customers/${customer}/messages`;
  const sent = await simulator.call('POST', path, { to: business, media, ...(text ? { text } : {}) });
  const id = typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : null;
  return admin.next('new_message', ({ messageId }) => messageId === id);
}

const untilHere = ({ id }: Message): Promise<Message> =>
  admin.next('message_updated', (message) => message.id === id && message.media?.state === 'here');

describe('a picture that is sent', () => {
  it('reaches the customer as it is, and everybody here can look at it', async () => {
    const media = { url: urlOf('/photo.png') };
    const answer = await admin.ask('send_message', { to: customer, message: 'Our shop', messageType: 'image', media });
    if (!answer.success) throw new Error(answer.error);
    const { conversationId, id } = answer;
    const shown = await lastInThread(({ text }) => text === 'Our shop');
    expect(shown).toMatchObject({ type: 'image', media: { mimeType: 'image/png', sha256: sha256(picture) } });

    const page = await admin.ask('get_messages_between', { conversationId });
    const message = page.success ? page.data.messages.find((each) => each.id === id) : undefined;
    expect(message).toMatchObject({
      ...{ messageType: 'image', content: 'Our shop' },
      media: {
        ...{ type: 'image', mimeType: 'image/png', fileName: 'photo.png', size: picture.length, width: 64, height: 48 },
        ...{ state: 'here', sha256: sha256(picture), url: `/api/media/${id}` },
      },
    });
    const opened = await open(message?.media?.url);
    expect(opened.status).toBe(200);
    expect(opened.bytes).toEqual(picture);
    expect(Object.fromEntries(opened.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="photo.png"; filename*=UTF-8\'\'photo.png',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${sha256(picture)}"`,
    });
  });

  it('is sent by the command for files alone, too', async () => {
    const { auth, messages } = app.domain();
    const file = { mediaType: 'image', mediaUrl: urlOf('/photo.png'), caption: 'By command' } as const;
    const sent = await messages.sendMedia(await auth.authenticate(token), { to: customer, ...file });
    const shown = await lastInThread(({ text }) => text === 'By command');
    expect(shown).toMatchObject({ id: sent.messageId, type: 'image', media: { sha256: sha256(picture) } });
  });

  it('is one however often it is sent under its id, also where its address leads nowhere any more', async () => {
    files['/short.png'] = picture;
    const request = {
      to: customer,
      message: '',
      messageType: 'image',
      clientMessageId: 'short-lived',
      media: { url: urlOf('/short.png') },
    } as const;
    const first = await admin.ask('send_message', request);
    delete files['/short.png'];
    expect(await admin.ask('send_message', request)).toMatchObject({ success: true, id: first.success && first.id });
    const other = { ...request, media: { url: urlOf('/photo.png') } };
    expect(await admin.ask('send_message', other)).toMatchObject({ success: false, code: 'CONFLICT' });
  });

  it.each([
    ['of a page', { messageType: 'image', media: { url: '/page.html' } }, 'MEDIA_UNSUPPORTED'],
    ['of a drawing that can run', { messageType: 'image', media: { url: '/logo.svg' } }, 'MEDIA_UNSUPPORTED'],
    ['of a document', { messageType: 'image', media: { url: '/offer.pdf' } }, 'MEDIA_UNSUPPORTED'],
    ['of a page as a document', { messageType: 'document', media: { url: '/page.html' } }, 'MEDIA_UNSUPPORTED'],
    ['that is too large', { messageType: 'image', media: { url: '/large.png' } }, 'PAYLOAD_TOO_LARGE'],
    ['that is not there', { messageType: 'image', media: { url: '/none.png' } }, 'MEDIA_UNREACHABLE'],
    ['without an address', { messageType: 'image' }, 'INVALID_INPUT'],
    ['that is called a text', { messageType: 'text', media: { url: '/photo.png' } }, 'INVALID_INPUT'],
    ['of another kind', { messageType: 'video', media: { url: '/photo.png' } }, 'MEDIA_UNSUPPORTED'],
  ] as const)('%s is refused, and nothing is stored', async (_what, request, code) => {
    const media = 'media' in request ? { media: { url: urlOf(request.media.url) } } : {};
    const to = '+4915177777777';
    const answer = await admin.ask('send_message', { to, message: 'x', ...request, ...media });
    expect(answer).toMatchObject({ success: false, code });
    const { data } = await conversationsOf(to);
    expect(data).toEqual([]);
  });

  it('from an address of this machine is refused, whoever asks', async () => {
    const media = { url: `${app.url}/healthz` };
    const answer = await admin.ask('send_message', { to: customer, message: '', messageType: 'document', media });
    expect(answer).toMatchObject({ success: false, code: 'INVALID_INPUT' });
  });
});

describe('files that WhatsApp’s media host does not take', () => {
  it('hold up no texts but those behind them, which come after them', async () => {
    // More than conversations that are sent to at once.
    const others = Array.from({ length: 34 }, (_, index) => `+4915122222${100 + index}`);
    await Promise.all(others.map((phoneNumber) => simulator.addCustomer({ phoneNumber })));
    await simulator.addFault({ kind: 'break-media', as: 'silent' });
    const file = { message: '', messageType: 'image', media: { url: urlOf('/photo.png') } } as const;
    const answers = await Promise.all(others.map((to) => admin.ask('send_message', { to, ...file })));
    expect(answers.filter(({ success }) => !success)).toEqual([]);
    const [first = '', last = ''] = [others.at(0), others.at(-1)];
    for (const to of [first, last, customer]) await admin.ask('send_message', { to, message: 'and a text' });
    await lastInThread(({ text }) => text === 'and a text');
    for (const to of [first, last]) expect(await simulator.thread(to, business)).toEqual([]);

    await simulator.clearFaults();
    for (const to of others) {
      await waitFor('the file', async () => (await simulator.thread(to, business)).length > 0);
    }
    for (const to of [first, last]) {
      const shown = await waitFor('both', async () => {
        const messages = await simulator.thread(to, business);
        return messages.length === 2 ? messages : null;
      });
      expect(shown.map(({ type }) => type)).toEqual(['image', 'text']);
    }
  });
});

describe('a document', () => {
  it('that is sent has its name, and is saved rather than shown', async () => {
    const media = { url: urlOf('/offer.pdf'), fileName: 'Angebot „März“.pdf' };
    const answer = await admin.ask('send_message', { to: customer, message: '', messageType: 'document', media });
    if (!answer.success) throw new Error(answer.error);
    const shown = await lastInThread(({ media: file }) => file?.fileName === media.fileName);
    expect(shown).toMatchObject({ type: 'document', text: '', media: { sha256: sha256(offer), size: offer.length } });
    const { headers, bytes } = await open(`/api/media/${answer.id}`);
    expect(bytes).toEqual(offer);
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="Angebot _M_rz_.pdf"; filename*=UTF-8\'\'Angebot%20%E2%80%9EM%C3%A4rz%E2%80%9C.pdf',
    );
  });

  it('that comes is here soon after its message', async () => {
    const message = await writeAsCustomer({
      ...{ type: 'document', base64: offer.toString('base64'), mimeType: 'text/html', fileName: '../order.html' },
    });
    expect(message).toMatchObject({ messageType: 'document', media: { fileName: 'order.html' } });
    const { media } = await untilHere(message);
    expect(media).toMatchObject({ sha256: sha256(offer), mimeType: 'application/pdf', size: offer.length });
    const { headers } = await open(media?.url);
    // Its content decides what it is, whatever its sender says.
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  it('with a page in it is given as bytes, and saved', async () => {
    const page = Buffer.from('<script>alert(1)</script>');
    const message = await writeAsCustomer({
      ...{ type: 'document', base64: page.toString('base64'), mimeType: 'text/html', fileName: 'a.html' },
    });
    const { media } = await untilHere(message);
    const { headers, bytes } = await open(media?.url);
    expect(bytes).toEqual(page);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
  });
});

describe('a picture that comes', () => {
  it('is shown at once with its size, and itself when it is here, also through a restart', async () => {
    await simulator.call('POST', '/faults', { kind: 'withhold-media' });
    const message = await writeAsCustomer(
      { type: 'image', base64: picture.toString('base64'), mimeType: 'image/png' },
      'Is this yours?',
    );
    expect(message).toMatchObject({
      ...{ messageType: 'image', content: 'Is this yours?' },
      media: { state: 'coming', sha256: null, width: 64, height: 48, url: `/api/media/${message.id}` },
    });
    admin.socket.disconnect();
    await app.restart();
    await begin();
    await simulator.call('DELETE', '/faults');
    const { media, seq } = await waitFor('its file', async () => {
      const page = await admin.ask('get_messages_between', { conversationId: message.conversationId });
      const found = page.success ? page.data.messages.find(({ id }) => id === message.id) : undefined;
      return found?.media?.state === 'here' ? found : null;
    });
    expect(media).toMatchObject({ sha256: sha256(picture), width: 64, height: 48 });
    expect(seq).toBeGreaterThan(message.seq);
    expect((await open(media?.url)).bytes).toEqual(picture);
  });
});

describe('opening a file', () => {
  let url: string;
  beforeAll(async () => {
    const message = await writeAsCustomer({ type: 'image', base64: picture.toString('base64'), mimeType: 'image/png' });
    url = (await untilHere(message)).media?.url ?? '';
  });

  it('takes somebody who is signed in, of its workspace', async () => {
    expect((await open(url, { authorization: '' })).status).toBe(401);
    const agent = await signIn(app, app.agent);
    expect((await open(url, { authorization: `Bearer ${agent.token}` })).status).toBe(200);
    const other = { email: 'other@example.com', password: 'other-password-1' };
    await app.domain().workspaces.create({ workspaceName: 'Other', name: 'Other', ...other });
    const { token: otherToken } = await signIn(app, other);
    expect((await open(url, { authorization: `Bearer ${otherToken}` })).status).toBe(404);
  });

  it('gives a part of it where that is asked for', async () => {
    const part = await open(url, { range: 'bytes=2-5' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${picture.length}`]);
    expect(part.bytes).toEqual(picture.subarray(2, 6));
    expect((await open(url, { range: 'bytes=-4' })).bytes).toEqual(picture.subarray(-4));
    expect((await open(url, { range: `bytes=${picture.length}-` })).status).toBe(416);
    for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'nonsense']) {
      const whole = await open(url, { range });
      expect([whole.status, whole.bytes.length]).toEqual([200, picture.length]);
    }
  });

  it('is answered shortly for who has it, and after signing out not at all', async () => {
    const { headers } = await open(url);
    // As browsers ask; `fetch` by itself would ask for all of it.
    const known = { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    const again = await open(url, known);
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    const out = await open(url, { ...known, authorization: 'Bearer nobody' });
    expect(out.status).toBe(401);
  });

  it('says that there is none for a text, for what is no message, and for ids of any kind', async () => {
    const text = await admin.ask('send_message', { to: customer, message: 'a text' });
    for (const id of [text.success ? text.id : '', 'none', '..%2F..%2Fetc%2Fpasswd', '%00', '__proto__']) {
      expect((await open(`/api/media/${id}`)).status, id).toBe(404);
    }
  });
});

async function conversationsOf(number: string) {
  const answer = await admin.ask('get_conversations', { search: number });
  if (!answer.success) throw new Error(answer.error);
  return answer;
}
