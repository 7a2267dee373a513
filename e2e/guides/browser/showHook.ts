import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

type Shown = {
  /** The guide's hook, as far as a page uses it. */
  useMessages: (serverUrl: string) => {
    messages: readonly { content: string }[];
    joinCustomerRoom: (customerId: string) => void;
    leaveCustomerRoom: (customerId: string) => void;
  };
  serverUrl: string;
  customerId: string;
};

/** Shows the guide's hook in the element `hook`: buttons that join and leave a customer's room, and what was heard. */
export function showHook(shown: Shown): void {
  const element = document.getElementById('hook');
  if (element !== null) createRoot(element).render(createElement(Messages, shown));
}

function Messages({ useMessages, serverUrl, customerId }: Shown) {
  const { messages, joinCustomerRoom, leaveCustomerRoom } = useMessages(serverUrl);
  return [
    createElement('button', { key: 'join', type: 'button', onClick: () => joinCustomerRoom(customerId) }, 'Join'),
    createElement('button', { key: 'leave', type: 'button', onClick: () => leaveCustomerRoom(customerId) }, 'Leave'),
    ...messages.map(({ content }, index) => createElement('p', { key: `${index}` }, content)),
  ];
}
