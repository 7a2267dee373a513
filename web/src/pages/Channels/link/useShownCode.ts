import { useEffect, useState } from 'react';
import { followCodes, type ShownCode } from '#lib/socket/channelCodes.ts';
import { useSocket } from '#providers/socket-provider.tsx';

/** The code that a phone can link the number by; `null` before one came. A new one comes by itself. */
export function useShownCode(channelId: string): ShownCode | null {
  const { socket, isAuthenticated } = useSocket();
  const [shown, setShown] = useState<{ of: string; code: ShownCode } | null>(null);
  useEffect(() => {
    // A new socket hears of nothing until it asks.
    if (socket === null || !isAuthenticated) return;
    return followCodes(socket, channelId, (code) => setShown({ of: channelId, code }));
  }, [socket, isAuthenticated, channelId]);
  return shown?.of === channelId ? shown.code : null;
}
