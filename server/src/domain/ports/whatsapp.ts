import type { ChannelType, LastDisconnect } from '@erp-whatsapp/shared/channel';
import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import type { FileKind } from '@erp-whatsapp/shared/media';
import type { MessageStatus, MessageType } from '@erp-whatsapp/shared/message';

/** A channel named together with its workspace: nothing is ever looked up by one of them alone. */
export type ChannelRef = { workspaceId: string; channelId: string };

/** A channel as the holder of its lease names it: what it writes counts as long as no later holder has written. */
export type HeldChannel = ChannelRef & { epoch: number };

/**
 * The right to work a channel's session, which one process has at a time. `epoch` grows with each holder. `isHeld` goes by
 * this process's own clock, and is asked right before anything leaves.
 */
export type Lease = { epoch: number; isHeld: () => boolean };

/** What opening a channel's session takes. `phoneNumber` is the number it is bound to, once one was linked. */
export type SessionTarget = ChannelRef & { type: ChannelType; phoneNumber: string | null };

/** Who a customer is to WhatsApp. At least one of both is known. `phoneNumber`: `+` and digits; `lid`: digits. */
export type CustomerIdentity = { phoneNumber: string | null; lid: string | null };

/** A file that came with a message, as its sender describes it. It is still at WhatsApp. */
export type IncomingMedia = {
  mimeType: string | null;
  fileName: string | null;
  size: number | null;
  width: number | null;
  height: number | null;
};

/** Something was written in a chat with a customer, by the customer or on the business's own phone. */
export type IncomingMessage = {
  customer: CustomerIdentity;
  /** The customer's own name for themselves, where WhatsApp told it. */
  pushName: string | null;
  whatsappId: string;
  /** Typed on the business's own phone. */
  isOwn: boolean;
  messageType: MessageType;
  /** The text, the caption, or a sentence that says what it is. */
  content: string;
  /** WhatsApp's id of the message that this one answers. */
  replyToWhatsappId: string | null;
  /** Its file, of kinds that are kept; `raw` then says from where to fetch it. */
  media?: IncomingMedia | null;
  /** The message in WhatsApp's own form (JSON), kept for kinds that can't be shown yet. */
  raw: string | null;
  /** It came and can't be read (yet): `content` says so, and is replaced when it comes again, readable. */
  isPlaceholder: boolean;
  /** WhatsApp's time, in milliseconds. */
  sentAt: number;
  /** Arrived as it was written; `false` for what was missed while away. */
  isLive: boolean;
};

/**
 * Where a message got to, by WhatsApp's word. `isOwn`: whether the message is one of the business. `transmittedAt`: of an
 * answer to what was handed to WhatsApp, when that was.
 */
export type IncomingStatus = {
  customer: CustomerIdentity;
  whatsappId: string;
  isOwn: boolean;
  status: Exclude<MessageStatus, 'pending'>;
  error: { code: ErrorCode; message: string } | null;
  /** In milliseconds. */
  at: number;
  transmittedAt?: number | undefined;
};

/** What becomes of a number's connection. `phoneNumber` comes with `active`. */
export type SessionState =
  | { status: 'connecting'; lastDisconnect: LastDisconnect | null }
  | { status: 'qr_ready'; qr: string; expiresAt: number }
  | { status: 'pairing_code_ready'; code: string; expiresAt: number }
  | { status: 'active'; phoneNumber: string }
  | { status: 'inactive' }
  | { status: 'error' | 'logged_out'; lastDisconnect: LastDisconnect };

/**
 * What a session tells. Each promise resolves when the domain has stored it; a session tells one thing after another
 * and forgets a message only when its promise has resolved.
 */
export type SessionEvents = {
  onState: (state: SessionState) => Promise<void>;
  onMessage: (message: IncomingMessage) => Promise<void>;
  onStatus: (status: IncomingStatus) => Promise<void>;
  /** A phone number and a LID are one person; both are given. */
  onIdentity: (identity: CustomerIdentity) => Promise<void>;
  onTyping: (typing: { customer: CustomerIdentity; isTyping: boolean }) => Promise<void>;
};

/** A file that is to be sent. `read` begins anew each time, and throws where it is not there any more. */
export type OutgoingMedia = {
  kind: FileKind;
  mimeType: string | null;
  fileName: string | null;
  width: number | null;
  height: number | null;
  read: () => AsyncIterable<Uint8Array>;
};

export type OutgoingMessage = {
  to: CustomerIdentity;
  /** The id under which WhatsApp shall know it; a repeated try uses the same one. */
  whatsappId: string;
  content: string;
  /** With a file, `content` is what is written below it. */
  media?: OutgoingMedia | null;
  replyToWhatsappId: string | null;
};

/**
 * `accepted`: WhatsApp's server has it · `rejected`: it never will, with why · `unknown`: the connection went before an
 * answer came, or there is none; it may be repeated under the same id once the number is connected.
 */
export type SendOutcome =
  | { outcome: 'accepted'; at: number }
  | { outcome: 'rejected'; code: ErrorCode; message: string }
  | { outcome: 'unknown' };

/**
 * `found`: `chunks` throws where the connection breaks, or a {@link CommandError} where what comes is not what was sent ·
 * `gone`: WhatsApp does not have it any more · `unknown`: it may be tried again.
 */
export type MediaDownload = { outcome: 'found'; chunks: AsyncIterable<Uint8Array> } | { outcome: 'gone' | 'unknown' };

/** One number's connection. It comes back by itself after a loss, until told to stop or until a person is needed. */
export type WhatsAppSession = {
  send: (message: OutgoingMessage) => Promise<SendOutcome>;
  /** Fetches the file of a message that came. @param raw the message in WhatsApp's own form */
  fetchMedia: (raw: string, signal: AbortSignal) => Promise<MediaDownload>;
  /** Blue ticks for the customer. @returns whether they were handed over. */
  markRead: (receipt: { customer: CustomerIdentity; whatsappIds: string[] }) => Promise<boolean>;
  /** Best effort: does nothing while not connected. */
  setTyping: (typing: { customer: CustomerIdentity; isTyping: boolean }) => Promise<void>;
  /**
   * Links by a code that the phone with this number types, instead of a QR. The code comes as a state; asking again makes
   * the former one worthless. A number that is linked goes on as it does.
   */
  requestPairingCode: (phoneNumber: string) => Promise<void>;
  /** Gives a pairing code up for a QR. Without one nothing changes. */
  returnToQr: () => Promise<void>;
  /** Closes the connection and keeps the link: opening again needs no QR. Resolves when all it knows is stored. */
  close: () => Promise<void>;
  /** Unlinks at WhatsApp where that can be reached, and forgets the credentials. */
  logout: () => Promise<void>;
};

/** A way to WhatsApp, for one type of channel. */
export type WhatsAppWay = {
  /** Gets ready for what `open` takes, for who may have to open something at once. */
  prepare: () => Promise<void>;
  /**
   * Opens a number's session and keeps it as long as the lease is held. `phoneNumber` is the number that the channel is bound to: another one that
   * links is logged out at once, and the state says `OTHER_NUMBER`.
   */
  open: (channel: ChannelRef & { phoneNumber: string | null; lease: Lease }, events: SessionEvents) => WhatsAppSession;
  /** Whether credentials of a completed link are stored. */
  isLinked: (channel: ChannelRef) => Promise<boolean>;
  /** A new WhatsApp id for a message that will be sent, or `null` where WhatsApp chooses it. */
  newMessageId: () => string | null;
};

/** The running sessions, as the domain asks them. */
export type SessionControl = {
  /** Connects a channel, or goes on with what is under way; but returns from a pairing code to the QR. */
  start: (target: SessionTarget) => Promise<void>;
  /**
   * Connects a channel; one that is not linked gets a code for the phone with this number, which replaces a former one. Does
   * nothing to an active channel.
   */
  requestPairingCode: (target: SessionTarget, phoneNumber: string) => Promise<void>;
  /** Closes a channel's connection, wherever it is, keeps the link and stores `inactive`. */
  stop: (target: SessionTarget) => Promise<void>;
  /**
   * Unlinks a channel at WhatsApp where that can be reached, wherever it is connected, forgets the credentials and stores
   * `logged_out`; `inactive` where nothing was linked.
   */
  logout: (target: SessionTarget) => Promise<void>;
  /** Forgets the credentials and starts a new link. Does nothing to an active channel. */
  startOver: (target: SessionTarget) => Promise<void>;
  /** The QR that this process shows. */
  currentQr: (channel: ChannelRef) => QrPicture | null;
  /** What a phone can scan or type just now, shown here or, as far as this process has heard of it, by another one. */
  shownCode: (channel: ChannelRef) => ShownCode | null;
  /** See {@link WhatsAppWay.newMessageId}. */
  newMessageId: (type: ChannelType) => string | null;
  setTyping: (channel: ChannelRef, typing: { customer: CustomerIdentity; isTyping: boolean }) => Promise<void>;
};

/** `picture`: a `data:image/png` address; `expiresAt` in milliseconds. */
export type QrPicture = { picture: string; expiresAt: number };

/** What is typed into the phone with the number that it was asked for. `expiresAt` in milliseconds. */
export type PairingCode = { code: string; expiresAt: number };

export type ShownCode = ({ by: 'qr' } & QrPicture) | ({ by: 'pairingCode' } & PairingCode);
