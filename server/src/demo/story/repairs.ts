import type { Story } from './story.ts';

/** About bicycles that have to be mended. */
export const repairs: readonly Story[] = [
  {
    name: 'Maria Santos',
    phoneNumber: '+447700900101',
    phone: { isOnline: true, autoReads: true },
    isUnread: true,
    lines: [
      { when: '4d 09:12', by: 'customer', text: 'Good morning! Do you repair hub gears, or only derailleurs?' },
      { when: '4d 09:15', by: 'leyla', text: 'Good morning Maria! Both 🙂 What does yours do that it shouldn’t?' },
      {
        when: '4d 09:21',
        by: 'customer',
        text: 'It jumps from 4th to 2nd as soon as I push harder. Uphill it is no fun at all.',
      },
      {
        when: '4d 09:26',
        by: 'leyla',
        text: 'That is often just the cable, and then it is *15 minutes and £12*. If the hub needs new oil it takes a day. Could you bring it the day after tomorrow, before ten?',
      },
      { when: '4d 09:28', by: 'customer', text: 'Half past nine works 👍' },
      {
        when: '4d 09:28',
        by: 'leyla',
        text: 'You are in the book: the day after tomorrow, 9:30. Just ring at the yard gate.',
      },
      {
        when: '2d 11:40',
        by: 'tom',
        text: 'Hi Maria, Tom from the workshop. It was the cable *and* a bent shifting arm. Both are done, £27 together. Ready when you are!',
      },
      { when: '2d 11:52', by: 'customer', text: 'That was quick! I’ll come after work, around five.' },
      { when: '2d 17:21', by: 'customer', text: 'Picked up, rides like new. Thank you both! 🚲💨' },
      { when: '2d 17:24', by: 'leyla', text: 'So good to hear. Have a lovely ride home!' },
      {
        when: '14m',
        by: 'customer',
        text: 'Me again 😅 My daughter’s bike now makes a clicking noise with every turn of the pedals.',
      },
      { when: '13m', by: 'customer', text: 'Could you look at it this week? She has a school trip on Friday.' },
    ],
  },
  {
    name: 'Oliver Hughes',
    phoneNumber: '+447700900102',
    phone: { isOnline: true, autoReads: false },
    lines: [
      { when: '1d 10:02', by: 'customer', text: 'Flat tyre on the way to work. Are you open at lunch time?' },
      { when: '1d 10:04', by: 'tom', text: 'We are, straight through until six.' },
      { when: '1d 10:05', by: 'customer', text: 'Great, see you at 12:30' },
      {
        when: '1d 13:10',
        by: 'tom',
        text: 'Done, Oliver. There was a piece of glass in it; I put in a tyre with a better belt, as agreed. £38.',
      },
      { when: '1d 13:31', by: 'customer', text: 'On my way' },
      { when: '47m', by: 'customer', text: 'Is it normal that the new tyre hums a bit on smooth roads?' },
      {
        when: '41m',
        by: 'tom',
        text: 'Yes, that is the tread. It gets quieter over the first 50 miles or so.',
        status: 'delivered',
        answers: 5,
      },
    ],
  },
  {
    name: 'Aisha Rahman',
    phoneNumber: '+447700900103',
    phone: { isOnline: true, autoReads: true },
    lines: [
      { when: '3d 15:30', by: 'customer', text: 'Hello, how much is a full service before winter?' },
      {
        when: '3d 15:36',
        by: 'leyla',
        text: 'Hello Aisha! We have two:\n\n*Small service, £49*\nbrakes, gears, bolts, tyre pressure, chain oiled\n\n*Large service, £95*\nall of that, and wheels trued, bearings checked and greased, chain and cables renewed where needed (parts on top)\n\nAll of it with a list of what we found: https://example.com/service',
      },
      { when: '3d 15:44', by: 'customer', text: 'The large one please. When is there room?' },
      { when: '3d 15:45', by: 'leyla', text: 'Next Tuesday or Thursday. Bring it by ten, have it back by five.' },
      { when: '3d 15:50', by: 'customer', text: 'Thursday 🙏' },
      { when: '3d 15:51', by: 'leyla', text: 'Thursday it is!' },
      {
        when: '95m',
        by: 'phone',
        text: 'Aisha, quick question from the yard: is the rack on your bike the one with the child seat? Then we leave it on.',
      },
      { when: '88m', by: 'customer', text: 'Yes, please leave it on. And thank you for asking!' },
    ],
  },
  {
    name: 'Yusuf Al-Amin',
    phoneNumber: '+447700900104',
    phone: { isOnline: false, autoReads: false },
    lines: [
      { when: '5d 12:00', by: 'customer', text: 'السلام عليكم، هل تصلحون الدراجات الكهربائية؟' },
      { when: '5d 12:08', by: 'leyla', text: 'وعليكم السلام! نعم، ما هو نوع المحرك؟' },
      {
        when: '5d 12:15',
        by: 'customer',
        text: 'It is a mid-drive motor, three years old. The display shows error 503.',
      },
      {
        when: '5d 12:19',
        by: 'leyla',
        text: '503 is the speed sensor: the magnet on the spoke has slipped, nine times out of ten. You can try to turn it back in line with the sensor, nothing can break.',
      },
      { when: '5d 13:02', by: 'customer', text: 'It works!! You saved me a trip. I owe you a cake 🍰' },
      {
        when: '52m',
        by: 'tom',
        text: 'Hi Yusuf, the rain cover for your battery has arrived. We keep it for you for two weeks.',
        status: 'pending',
      },
    ],
  },
];
