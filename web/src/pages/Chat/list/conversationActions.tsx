import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { Archive, ArchiveRestore, Bell, BellOff, Mail, MailOpen, Pin, PinOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import toast from 'react-hot-toast';
import { texts } from '#lib/texts/i18n.ts';
import { changeConversation, type StateChange } from '#store/conversationStates.ts';
import type { AppDispatch } from '#store/makeStore.ts';
import type { RootState } from '#store/state.ts';
import type { MenuAction } from '#ui/MenuItems.tsx';
import { isUnread } from './filters.ts';

/** How long it can be undone at a click, in milliseconds; longer for whoever is about to. */
const undoTime = 6_000;

export type ActionName = 'pin' | 'mute' | 'unread' | 'archive';

/** What each action would do now to a conversation. */
export function toChange(action: ActionName, conversation: Conversation, { preferences }: RootState): StateChange {
  const { id } = conversation;
  switch (action) {
    case 'pin':
      return { pinned: !preferences.pinned.includes(id) };
    case 'mute':
      return { muted: preferences.muted[id] !== true };
    case 'unread':
      return { unread: !isUnread(conversation) };
    case 'archive':
      return { archived: !conversation.archived };
  }
}

/** The entries of a menu. @param run does one */
export function listActions(
  conversation: Conversation,
  state: RootState,
  run: (action: ActionName, change: StateChange) => void,
): MenuAction[] {
  return (['pin', 'mute', 'unread', 'archive'] as const).map((action) => {
    const change = toChange(action, conversation, state);
    return { ...describe(change), onChoose: () => run(action, change) };
  });
}

function describe({ pinned, muted, unread, archived }: StateChange): Pick<MenuAction, 'label' | 'icon'> {
  const { t } = texts;
  if (pinned !== undefined)
    return pinned ? { label: t('rows.pin'), icon: Pin } : { label: t('rows.unpin'), icon: PinOff };
  if (muted !== undefined) {
    return muted ? { label: t('rows.mute'), icon: BellOff } : { label: t('rows.unmute'), icon: Bell };
  }
  if (unread !== undefined) {
    return unread ? { label: t('rows.markUnread'), icon: Mail } : { label: t('rows.markRead'), icon: MailOpen };
  }
  return archived ? { label: t('rows.archive'), icon: Archive } : { label: t('rows.unarchive'), icon: ArchiveRestore };
}

/** Makes a change, with a way back from archiving. What is refused is back at once, and said. */
export async function change(dispatch: AppDispatch, id: string, wanted: StateChange): Promise<void> {
  const told = wanted.archived === undefined ? null : tellArchived(dispatch, id, wanted.archived);
  const { isDone, refusal } = await dispatch(changeConversation(id, wanted));
  if (isDone) return;
  if (told !== null) toast.dismiss(told);
  toast.error(refusal ?? texts.t('rows.notReached'), { id: `refused ${id}` });
}

/** @returns the toast's id */
function tellArchived(dispatch: AppDispatch, id: string, archived: boolean): string {
  return toast(
    (shown) => (
      <UndoNote
        text={texts.t(archived ? 'rows.archived' : 'rows.unarchived')}
        onUndo={() => void dispatch(changeConversation(id, { archived: !archived }))}
        onEnd={() => toast.dismiss(shown.id)}
      />
    ),
    // It ends by itself, but not under the pointer or the keyboard.
    { id: 'archived', duration: Number.POSITIVE_INFINITY },
  );
}

type UndoNoteProps = { text: string; onUndo: () => void; onEnd: () => void };

function UndoNote({ text, onUndo, onEnd }: UndoNoteProps) {
  const [isKept, setIsKept] = useState(false);
  useEffect(() => {
    if (isKept) return;
    const timer = setTimeout(onEnd, undoTime);
    return () => clearTimeout(timer);
  }, [isKept, onEnd]);
  const keep = { onFocus: () => setIsKept(true), onMouseEnter: () => setIsKept(true) };
  return (
    <span className="flex items-center gap-2">
      {text}
      <button
        type="button"
        {...keep}
        onBlur={() => setIsKept(false)}
        onMouseLeave={() => setIsKept(false)}
        onClick={() => {
          onUndo();
          onEnd();
        }}
        className="min-h-9 rounded-lg px-3 font-medium text-accent-text hover:bg-hover pointer-coarse:min-h-11"
      >
        {texts.t('app.undo')}
      </button>
    </span>
  );
}
