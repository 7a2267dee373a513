import { toJid } from '../../protocol/jid.ts';
import { child, children, type Stanza, stanza, textOf } from '../../protocol/stanza.ts';
import type { Account, Accounts } from '../../state/accounts.ts';
import type { Devices } from '../../state/devices.ts';

/**
 * Answers who is on WhatsApp, with which devices and under which opaque id. A number that nobody has is `out`, has no
 * devices and no id.
 */
export function answerDeviceQuery(node: Stanza, accounts: Accounts, devices: Devices): Stanza[] {
  const request = child(node, 'usync');
  const protocols = new Set(children(child(request, 'query')).map(({ tag }) => tag));
  const users = children(child(request, 'list'), 'user').map((user) => {
    const contact = textOf(child(user, 'contact'))?.replace(/\D/g, '');
    const jid = user.attrs['jid'] ?? `${contact ?? ''}@s.whatsapp.net`;
    const found = accounts.resolve(jid);
    const parts = [
      ...(protocols.has('contact') ? [stanza('contact', { type: found ? 'in' : 'out' })] : []),
      ...(protocols.has('devices') ? [describeDevices(found?.account, devices)] : []),
      // Whoever asks by opaque id knows it already, and Baileys would take it for a phone number.
      ...(protocols.has('lid') && found?.addressing === 'pn'
        ? [stanza('lid', { val: toJid(found.account, 'lid') })]
        : []),
    ];
    return stanza('user', { jid: found ? toJid(found.account, found.addressing) : jid }, parts);
  });
  const { sid, mode, context } = request?.attrs ?? {};
  const result = stanza(
    'result',
    {},
    [...protocols].map((tag) => stanza(tag)),
  );
  const attributes = { sid, mode, context, index: '0', last: 'true' };
  return [stanza('usync', attributes, [result, stanza('list', {}, users)])];
}

function describeDevices(account: Account | undefined, devices: Devices): Stanza {
  const list = account ? devices.list(account.number) : [];
  const items = list.map(({ device, keyIndex }) =>
    stanza('device', { id: String(device), 'key-index': device === 0 ? undefined : String(keyIndex) }),
  );
  return stanza('devices', {}, [stanza('device-list', {}, items)]);
}
