import { generalRoomName } from '@erp-whatsapp/shared/dialects/rooms';
import { act, renderHook, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeRoomMessage, startRooms } from '#testing/startRooms.ts';
import { useWhatsAppWebSocket } from './whatsapp-websocket-client.ts';

describe('the rooms’ hook', () => {
  it('shows what comes, from rooms that are joined at once, until it is gone', async () => {
    const server = await start();
    const { result, unmount } = renderHook(() => useInGeneral(server.url, 'wak_1'));
    expect(result.current.isConnected).toBe(false);
    await waitFor(() => expect(server.received).toEqual(['joinWhatsAppGeneral']));
    expect(result.current.isConnected).toBe(true);
    act(() => result.current.joinCustomerRoom('k1'));
    act(() => result.current.leaveCustomerRoom('k1'));
    await waitFor(() => expect(server.received).toHaveLength(3));
    for (const content of ['One', 'Two']) {
      server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content }));
    }
    await waitFor(() => expect(result.current.messages.map(({ content }) => content)).toEqual(['One', 'Two']));
    expect(server.tokens).toEqual(['wak_1']);
    unmount();
    await waitFor(() => expect(server.connected()).toBe(0));
  });

  it('keeps the latest thousand messages', async () => {
    const server = await start();
    const { result } = renderHook(() => useInGeneral(server.url));
    await waitFor(() => expect(server.received).toHaveLength(1));
    for (let number = 1; number <= 1_002; number += 1) {
      server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content: `${number}` }));
    }
    await waitFor(() => expect(result.current.messages.at(-1)?.content).toBe('1002'));
    expect(result.current.messages).toHaveLength(1_000);
    expect(result.current.messages[0]?.content).toBe('3');
  });

  it('is in its rooms on another server too, and shows nothing of the first one', async () => {
    const [first, second] = [await start(), await start()];
    const { result, rerender } = renderHook((url: string) => useInGeneral(url), { initialProps: first.url });
    await waitFor(() => expect(first.received).toEqual(['joinWhatsAppGeneral']));
    act(() => result.current.joinCustomerRoom('k1'));
    act(() => result.current.joinCustomerRoom('k2'));
    act(() => result.current.leaveCustomerRoom('k2'));
    first.tell(generalRoomName, 'whatsappMessage', makeRoomMessage());
    await waitFor(() => expect(result.current.messages).toHaveLength(1));
    rerender(second.url);
    expect(result.current.messages).toEqual([]);
    await waitFor(() => expect(second.received).toEqual(['joinWhatsAppGeneral', 'joinWhatsAppCustomer k1']));
    second.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content: 'Here' }));
    await waitFor(() => expect(result.current.messages.map(({ content }) => content)).toEqual(['Here']));
  });

  it('is in its rooms when its token is known later', async () => {
    const server = await start();
    const props: { token?: string } = {};
    const { rerender } = renderHook(({ token }) => useInGeneral(server.url, token), { initialProps: props });
    await waitFor(() => expect(server.received).toHaveLength(1));
    rerender({ token: 'wak_1' });
    await waitFor(() => expect(server.tokens).toEqual([undefined, 'wak_1']));
    await waitFor(() => expect(server.received).toEqual(['joinWhatsAppGeneral', 'joinWhatsAppGeneral']));
  });

  it('begins anew for another user, and not for another token of the same one', async () => {
    const server = await start();
    const [bea, beaLater, otto] = [makeToken('u1', 1), makeToken('u1', 2), makeToken('u2', 1)];
    const { result, rerender } = renderHook((token: string) => useInGeneral(server.url, token), { initialProps: bea });
    await waitFor(() => expect(server.received).toHaveLength(1));
    server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage());
    await waitFor(() => expect(result.current.messages).toHaveLength(1));
    const { client } = result.current;
    rerender(beaLater);
    expect(result.current).toMatchObject({ client, isConnected: true, messages: [expect.anything()] });
    rerender(otto);
    expect(result.current.messages).toEqual([]);
    await waitFor(() => expect(server.tokens).toEqual([bea, otto]));
    await waitFor(() => expect(server.received).toHaveLength(2));
    expect(server.connected()).toBe(1);
  });
});

async function start() {
  const server = await startRooms();
  onTestFinished(() => server.close());
  return server;
}

/** As a component uses it that listens to all messages: it joins once. */
function useInGeneral(url: string, token?: string) {
  const hook = useWhatsAppWebSocket(url, { token });
  const { joinGeneralRoom } = hook;
  useEffect(() => joinGeneralRoom(), [joinGeneralRoom]);
  return hook;
}

function makeToken(userId: string, exp: number): string {
  return `header.${btoa(JSON.stringify({ userId, exp }))}.signature`;
}
