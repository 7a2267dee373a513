import type { Media } from '@erp-whatsapp/shared/media';
import { API_CONFIG } from '#lib/api/config.ts';

/** Where a file is opened; `null` where that is no more. */
export function toAddress({ url }: Pick<Media, 'url'>): string | null {
  return url === null ? null : `${API_CONFIG.baseUrl}${url}`;
}
