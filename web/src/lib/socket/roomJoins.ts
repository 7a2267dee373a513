import type { ErrorCode, Result } from '@erp-whatsapp/shared/errors';

/** Asks the server for a room, and hears what it answers. */
export type Join = (acknowledge: (answer: Result<object>) => void) => void;

type Line = { readonly connected: boolean };

/** As many joins go out a second: the server takes that for ever, beside a burst for all else. In milliseconds. */
const mostAtOnce = 20;
const pause = 1_000;
/** How long it waits where the server could not do it just now, in milliseconds. */
const troublePause = 5_000;

/** The rooms that somebody wants to be in, each of which is asked for until the server has let them in. */
export class RoomJoins {
  private readonly line: Line;
  private readonly wanted = new Map<string, Join>();
  /** Of which the server has not said that it was joined. */
  private readonly unconfirmed = new Set<string>();
  /** Of those: which are still to be asked for, and which were refused since nobody was signed in. */
  private readonly queue = new Set<string>();
  private readonly unauthorized = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private left = mostAtOnce;

  constructor(line: Line) {
    this.line = line;
  }

  /** What is wanted while there is no connection is asked for as soon as there is one. */
  want(room: string, join: Join): void {
    if (this.wanted.has(room) && this.unconfirmed.has(room)) return;
    this.wanted.set(room, join);
    this.unconfirmed.add(room);
    if (this.line.connected) this.ask([room]);
  }

  forget(room: string): void {
    this.wanted.delete(room);
    for (const rooms of [this.unconfirmed, this.queue, this.unauthorized]) rooms.delete(room);
  }

  confirm(room: string): void {
    this.unconfirmed.delete(room);
    this.queue.delete(room);
  }

  /** There is a connection. @param isRecovered whether the server knows still who was in which room */
  connected(isRecovered: boolean): void {
    if (!isRecovered) for (const room of this.wanted.keys()) this.unconfirmed.add(room);
    this.unauthorized.clear();
    this.ask(this.unconfirmed);
  }

  /** Whoever was unknown before is signed in. */
  signedIn(): void {
    const refused = [...this.unauthorized];
    this.unauthorized.clear();
    this.ask(refused);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private ask(rooms: Iterable<string>): void {
    for (const room of rooms) this.queue.add(room);
    this.sendSome();
  }

  private sendSome(): void {
    if (!this.line.connected) return;
    for (const room of this.queue) {
      if (this.left <= 0) break;
      this.left -= 1;
      this.queue.delete(room);
      this.wanted.get(room)?.((answer) => this.take(room, answer));
    }
    if (this.left < mostAtOnce && this.timer === undefined) this.goOnIn(pause);
  }

  private goOnIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.left = mostAtOnce;
      this.sendSome();
    }, ms);
  }

  private take(room: string, answer: Result<object>): void {
    if (!this.unconfirmed.has(room)) return;
    if (answer.success) this.confirm(room);
    else if (isFinal(answer.code)) this.forget(room);
    else if (answer.code === 'NOT_AUTHENTICATED' || answer.code === 'TOKEN_EXPIRED') this.unauthorized.add(room);
    else this.wait(room, answer.code === 'RATE_LIMITED' ? (answer.retryAfterMs ?? pause) : troublePause);
  }

  private wait(room: string, ms: number): void {
    this.queue.add(room);
    this.left = 0;
    this.goOnIn(Math.max(ms, pause));
  }
}

/** There is no such customer, here or at all, or not for who asks. */
function isFinal(code: ErrorCode): boolean {
  return code === 'NOT_FOUND' || code === 'INVALID_INPUT' || code === 'FORBIDDEN';
}
