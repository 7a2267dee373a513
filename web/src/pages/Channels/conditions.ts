import type { Channel, ChannelStatus } from '@erp-whatsapp/shared/channel';

/** What a number's state means to who looks after it. */
export type Condition = 'outOfUse' | 'new' | 'off' | 'connecting' | 'waiting' | 'active' | 'error' | 'loggedOut';

export function toCondition({ status, isActive, isLinked }: Channel): Condition {
  if (!isActive) return 'outOfUse';
  switch (status) {
    case 'inactive':
      return isLinked ? 'off' : 'new';
    case 'connecting':
    case 'active':
    case 'error':
      return status;
    case 'qr_ready':
    case 'pairing_code_ready':
      return 'waiting';
    case 'logged_out':
      return 'loggedOut';
  }
}

export type Tone = 'good' | 'wait' | 'bad' | 'none';

export const conditionTones: Readonly<Record<Condition, Tone>> = {
  outOfUse: 'none',
  new: 'none',
  off: 'none',
  connecting: 'wait',
  waiting: 'wait',
  active: 'good',
  error: 'bad',
  loggedOut: 'bad',
};

export const statusTones: Readonly<Record<ChannelStatus, Tone>> = {
  inactive: 'none',
  connecting: 'wait',
  qr_ready: 'wait',
  pairing_code_ready: 'wait',
  active: 'good',
  error: 'bad',
  logged_out: 'bad',
};

/** Whether it is on its way to a phone: there is a code, or there will be one. */
export function isLinking({ status, isLinked, isActive, type }: Channel): boolean {
  if (!isActive || type !== 'whatsapp_automated') return false;
  return status === 'qr_ready' || status === 'pairing_code_ready' || (status === 'connecting' && !isLinked);
}
