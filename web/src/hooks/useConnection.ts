import { useEffect, useState } from 'react';
import { useSocket } from '#providers/socket-provider.tsx';
import { useAppSelector } from '#store/hooks.ts';

/** A loss shorter than this is nobody's business. */
const tellAfterMs = 2_000;

/** How the console reaches its server; `fine` also where a loss is too short to be told. `nextTryAt`: in milliseconds since 1970. */
export type Connection =
  | { state: 'fine' | 'offline' | 'overHttp' | 'reconnecting' }
  | { state: 'waiting'; nextTryAt: number };

export function useConnection(): { connection: Connection; retryNow: () => void } {
  const { retryNow } = useSocket();
  const socket = useAppSelector((state) => state.connection.socket);
  const isOnline = useAppSelector((state) => state.connection.isOnline);
  const lostAt = useAppSelector((state) => state.connection.lostAt);
  const isOverHttp = useAppSelector((state) => state.connection.http === 'works');
  const isLongLost = useElapsed(lostAt, tellAfterMs);
  return { connection: toConnection(), retryNow };

  function toConnection(): Connection {
    if (!isOnline) return { state: 'offline' };
    if (!isLongLost) return { state: 'fine' };
    if (isOverHttp) return { state: 'overHttp' };
    return socket.phase === 'waiting' ? { state: 'waiting', nextTryAt: socket.nextTryAt } : { state: 'reconnecting' };
  }
}

/** Whether `since` is longer ago than `ms`; looks again exactly then. */
function useElapsed(since: number | null, ms: number): boolean {
  const [elapsed, setElapsed] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setElapsed(since), Math.max(since + ms - Date.now(), 0));
    return () => clearTimeout(timer);
  }, [since, ms]);
  return since !== null && elapsed === since;
}
