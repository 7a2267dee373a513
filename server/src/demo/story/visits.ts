import { errorTable } from '@erp-whatsapp/shared/errors';
import type { Story } from './story.ts';

/** About coming by: rentals, opening hours, things left behind. */
export const visits: readonly Story[] = [
  {
    name: 'Emily Clarke',
    phoneNumber: '+447700900121',
    phone: { isOnline: true, autoReads: true },
    lines: [
      { when: '5d 10:10', by: 'customer', text: 'Do you rent out tandems? It’s for our anniversary, in four days' },
      {
        when: '5d 10:18',
        by: 'tom',
        text: 'We have one, a red one called _Ginger_. It is free that day: £45 for the day, helmets included.',
      },
      { when: '5d 10:20', by: 'customer', text: 'Ginger! I love her already. Yes please, from nine o’clock' },
      {
        when: '5d 10:24',
        by: 'tom',
        text: 'Booked. Here are three routes that end at a good café: https://example.com/routes/tandem',
      },
      { when: '5d 10:26', by: 'customer', text: 'You think of everything' },
      {
        when: '1d 09:48',
        by: 'customer',
        text: 'We are back, 31 miles and still married 😄 Thank you for a wonderful day!',
      },
      { when: '1d 10:01', by: 'tom', text: 'Then Ginger has done her work. Happy anniversary, you two! 🥂' },
      { when: '1d 10:02', by: 'customer', text: '🥰' },
    ],
  },
  {
    name: 'Carlos Medina',
    phoneNumber: '+447700900122',
    phone: { isOnline: true, autoReads: true },
    lines: [
      { when: '2d 12:30', by: 'customer', text: 'Hola! ¿Están abiertos el domingo?' },
      {
        when: '2d 12:34',
        by: 'leyla',
        text: '¡Hola Carlos! Los domingos cerramos, pero el sábado estamos de 9 a 16 h 🙂',
      },
      { when: '2d 12:36', by: 'customer', text: 'Perfecto, gracias. Voy el sábado con dos bicis.' },
      { when: '2d 12:37', by: 'leyla', text: '¡Hasta el sábado!' },
    ],
  },
  {
    name: 'Grace Miller',
    phoneNumber: '+447700900123',
    phone: { isOnline: true, autoReads: false },
    lines: [
      { when: '1d 15:15', by: 'customer', text: 'Hello, I think I left a blue glove at your place this morning' },
      {
        when: '1d 15:19',
        by: 'tom',
        text: 'Knitted, with a white star? It’s sitting on the counter and looks lonely.',
      },
      { when: '1d 15:20', by: 'customer', text: 'That’s the one! My grandmother made it. I’ll fetch it tomorrow 💙' },
      { when: '1d 15:21', by: 'tom', text: 'It will be kept warm.' },
      { when: '64m', by: 'customer', text: 'Can’t make it today after all, is tomorrow fine too?' },
      {
        when: '60m',
        by: 'tom',
        text: 'Any day. It has made friends with the tyre levers by now.',
        status: 'delivered',
      },
    ],
  },
  {
    name: 'James Whitmore',
    phoneNumber: '+447700900198',
    phone: null,
    lines: [
      {
        when: '110m',
        by: 'leyla',
        text: 'Hello James, you left this number at the counter: your wheel is ready to be picked up.',
        status: 'failed',
        error: { code: 'NOT_ON_WHATSAPP', message: errorTable.NOT_ON_WHATSAPP.message },
      },
    ],
  },
];
