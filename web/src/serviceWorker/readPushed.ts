import type { PushedMessage } from '@erp-whatsapp/shared/push';

/** @returns `null` for what no server of ours has sent */
export function readPushed(text: string): PushedMessage | null {
  const fields = parse(text);
  const { conversationId, name, text: shown, at } = fields;
  if (typeof conversationId !== 'string' || typeof name !== 'string' || typeof at !== 'string') return null;
  return { conversationId, name, text: typeof shown === 'string' ? shown : null, at };
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
