export type Picture = {
  /** Of the file in docs/images. */
  name: string;
  /** Which of the console's screens. */
  screen: string;
  theme: 'light' | 'dark';
  viewport: { width: number; height: number };
};

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** What the README and the guide show. */
export const pictures: readonly Picture[] = [
  { name: 'console-light', screen: 'thread', theme: 'light', viewport: desk },
  { name: 'console-dark', screen: 'thread', theme: 'dark', viewport: desk },
  { name: 'contact-light', screen: 'contact', theme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'contact-dark', screen: 'contact', theme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'settings-light', screen: 'settings-team', theme: 'light', viewport: desk },
  { name: 'settings-dark', screen: 'settings-console', theme: 'dark', viewport: desk },
  { name: 'search-light', screen: 'search', theme: 'light', viewport: desk },
  { name: 'details-light', screen: 'message-details', theme: 'light', viewport: desk },
  { name: 'palette-light', screen: 'palette', theme: 'light', viewport: desk },
  { name: 'virtual-phone-light', screen: 'virtual-phone-customer', theme: 'light', viewport: desk },
  { name: 'phone-list-light', screen: 'chats', theme: 'light', viewport: phone },
  { name: 'phone-thread-dark', screen: 'thread', theme: 'dark', viewport: phone },
];
