import { z } from 'zod';

/** Kinds of files that can be sent, and that are kept when they come. */
export const fileKinds = ['image', 'document'] as const;
export type FileKind = (typeof fileKinds)[number];

/** What WhatsApp takes at most, in bytes: Meta's figures for images and documents of 2026. */
export const fileLimits: Readonly<Record<FileKind, number>> = {
  image: 5 * 1024 * 1024,
  document: 100 * 1024 * 1024,
};

export const maxFileNameLength = 255;
export const maxMediaUrlLength = 2048;

/** A file that is to be fetched from its address and sent. */
export const mediaInputSchema = z.object({
  /** With http or https, public, and open to everybody who has it. */
  url: z.string().min(1).max(maxMediaUrlLength),
  /** Without it the last part of the address. */
  fileName: z.string().min(1).max(maxFileNameLength).nullish(),
});
export type MediaInput = z.infer<typeof mediaInputSchema>;

/** `coming`: it is still being fetched from WhatsApp · `here`: it can be opened · `gone`: WhatsApp does not have it any more. */
export const mediaStateSchema = z.enum(['coming', 'here', 'gone']);
export type MediaState = z.infer<typeof mediaStateSchema>;

/** The file of a message. */
export const mediaSchema = z.object({
  type: z.string(),
  /** By its content, once it is here; before, as its sender said. */
  mimeType: z.string().nullable(),
  fileName: z.string().nullable(),
  /** In bytes. */
  size: z.number().nullable(),
  /** Of a picture, in pixels as it is looked at: known before it is here. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  state: mediaStateSchema,
  /** Of its content, in hex; `null` until it is here. */
  sha256: z.string().nullable(),
  /** Below the server's own address, for whoever is signed in; asked for while it is coming, it is waited for. `null` once it is gone. */
  url: z.string().nullable(),
});
export type Media = z.infer<typeof mediaSchema>;

export function isFileKind(type: string): type is FileKind {
  return fileKinds.some((kind) => kind === type);
}
