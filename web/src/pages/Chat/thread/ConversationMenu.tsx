import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { ActionMenu } from '#ui/ActionMenu.tsx';
import { change, listActions } from '../list/conversationActions.tsx';

/** What can be done with the open conversation. Comes when it is first opened, so it is open from the start. */
export function ConversationMenu({ threadKey }: { threadKey: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const conversation = useAppSelector((state) => selectConversation(state, threadKey));
  // What stands in the menu depends on it.
  useAppSelector((state) => state.preferences);
  if (conversation === undefined) return null;
  const actions = listActions(conversation, store.getState(), (_action, wanted) => {
    void change(dispatch, threadKey, wanted);
  });
  return <ActionMenu label={t('rows.menu')} actions={actions} isOpenAtFirst />;
}
