import { readPhone } from '@erp-whatsapp/shared/phone';
import { useCallback } from 'react';
import { usePhoneFormat } from '#lib/formatting/phone.ts';

export type DisplayName = (party: { name: string; mobileNo: string }) => string;

/** A customer's name; where that is nothing but the number, the number as people write it. */
export function useDisplayName(): DisplayName {
  const formatPhone = usePhoneFormat();
  return useCallback(
    (party) => {
      const name = party.name.trim();
      const number = readPhone(name === '' ? party.mobileNo : name);
      return number === null ? name || party.mobileNo : formatPhone(number);
    },
    [formatPhone],
  );
}
