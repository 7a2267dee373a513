/** The button before its menu has come and after must not differ. */
export const accountButtonLook =
  'm-1 inline-flex size-11 items-center justify-center rounded-full hover:bg-hover data-popup-open:bg-selected';
