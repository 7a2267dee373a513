import { nameSchema } from '@erp-whatsapp/shared/user';
import { texts } from '#lib/texts/i18n.ts';

/** What is wrong with a name, for whoever wrote it; `null` when nothing is. */
export function checkName(name: string): string | null {
  if (nameSchema.safeParse(name).success) return null;
  return texts.t(name.trim() === '' ? 'form.nameMissing' : 'form.nameTooLong');
}
