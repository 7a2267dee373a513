import type { Story } from './story.ts';

/** About what is ordered, paid and delivered. */
export const orders: readonly Story[] = [
  {
    name: 'Daniel Cooper',
    phoneNumber: '+447700900111',
    phone: { isOnline: true, autoReads: true },
    lines: [
      {
        when: '6d 16:20',
        by: 'customer',
        text: 'Hi, I ordered a trailer on your website last week (order 20417). Any news on when it comes?',
      },
      { when: '6d 16:27', by: 'leyla', text: 'Hi Daniel, I’m looking it up, one moment.' },
      {
        when: '6d 16:31',
        by: 'leyla',
        text: 'It left our supplier yesterday and should be here in three days. We put it together and call you. Is that soon enough?',
      },
      {
        when: '6d 16:33',
        by: 'customer',
        text: 'That is perfect, we move house two days later and the dog insists on riding along 🐕',
      },
      { when: '6d 16:34', by: 'leyla', text: 'Then we had better not disappoint the dog 😄' },
      { when: '3d 10:05', by: 'leyla', text: 'It’s here and put together. Open until six today!' },
      { when: '3d 10:30', by: 'customer', text: '🎉🎉🎉' },
      { when: '3d 10:31', by: 'customer', text: 'Could I pay by card on pick-up?' },
      { when: '3d 10:32', by: 'leyla', text: 'Of course.', answers: 7 },
      {
        when: '28m',
        by: 'customer',
        text: 'The dog approves. Do you have a second pair of reflectors for the trailer?',
      },
      { when: '22m', by: 'leyla', text: 'We do, £6 the pair. Shall I put them aside for you?' },
      { when: '3m', by: 'customer', text: 'Yes please, I’ll come by tomorrow' },
      {
        when: '1m',
        by: 'leyla',
        text: 'Done, they’re at the counter under your name. Say hello to the dog! 🐾',
        status: 'pending',
      },
    ],
  },
  {
    name: 'Priya Nair',
    phoneNumber: '+447700900112',
    phone: { isOnline: true, autoReads: true },
    isUnread: true,
    lines: [
      {
        when: '2d 14:00',
        by: 'customer',
        text: 'Good afternoon. We would like to offer bicycles to our team of about 40 people. Do you do leasing for companies?',
      },
      {
        when: '2d 14:12',
        by: 'tom',
        text: 'Good afternoon Priya, we do! In short: the company signs a frame contract, everybody chooses a bike with us, and the monthly rate (from about £32) comes off the payroll. Service and insurance are included, and after three years each can buy their bike for a tenth of its price. We come to you with six bikes to try for an afternoon, free of charge and with no strings attached, because most questions answer themselves once people have ridden one. What we would need to know beforehand: how many people live within ten miles, whether there is a place to lock bikes up indoors, and whether you would like cargo bikes among them. Half of the companies that we look after start with five to ten bikes and grow from there, which also keeps the paperwork small in the first year. I can send you a sample contract and the numbers of two companies near you that don’t mind being asked how it went. If you like, we find a date for the afternoon right away; this month there is still room on most Tuesdays and Thursdays.',
      },
      {
        when: '2d 15:40',
        by: 'customer',
        text: 'That sounds very good, and thank you for the details. About 25 live nearby, we have a garage, and two asked for cargo bikes already.',
      },
      { when: '2d 15:48', by: 'tom', text: 'Then let’s do it! Would Thursday in two weeks suit you, 2 pm?' },
      { when: '1d 09:05', by: 'customer', text: 'Thursday 2 pm is confirmed with our facility team.' },
      {
        when: '1d 09:10',
        by: 'tom',
        text: 'Wonderful. I’ll bring four city bikes and two cargo bikes. Contract draft: https://example.com/leasing/sample.pdf',
      },
      {
        when: '36m',
        by: 'customer',
        text: 'One more thing: could the invoice for the test day go to accounts@example.com with our order number P-8815 on it?',
      },
    ],
  },
  {
    name: 'Hannah Weber',
    phoneNumber: '+4915228817386',
    phone: { isOnline: true, autoReads: true },
    lines: [
      { when: '7d 11:15', by: 'customer', text: 'Hello from Hamburg! Do you ship the leather grips abroad?' },
      { when: '7d 11:22', by: 'leyla', text: 'Hello Hannah! Yes, to Germany it’s £9 and takes four to six days.' },
      { when: '7d 11:25', by: 'customer', text: 'Lovely. The honey-coloured ones please, for a 22 mm bar.' },
      {
        when: '7d 11:31',
        by: 'leyla',
        text: 'Here is the payment link: https://example.com/pay/7f3k. They go out the same day.',
      },
      { when: '7d 11:48', by: 'customer', text: 'Paid ✅' },
      {
        when: '1d 16:02',
        by: 'customer',
        text: 'They are here and they are *beautiful*. My bike looks ten years younger, I can’t say the same of me 😂',
      },
      {
        when: '1d 16:09',
        by: 'leyla',
        text: 'This makes our day! May we show your photo in the shop if you send us one?',
      },
      { when: '1d 16:15', by: 'customer', text: 'With pleasure, tomorrow in daylight ☀️' },
      { when: '1d 16:16', by: 'leyla', text: '❤️' },
    ],
  },
  {
    name: 'Ben Carter',
    phoneNumber: '+447700900114',
    phone: { isOnline: true, autoReads: true },
    isUnread: true,
    lines: [
      { when: '1d 17:05', by: 'customer', text: 'Hi, I got an invoice for a child seat, but I only bought a lock.' },
      { when: '1d 17:11', by: 'leyla', text: 'Oh no, I’m sorry! Could you tell me the number at the top right of it?' },
      { when: '76m', by: 'customer', text: 'Sorry, was away. It says INV-3094' },
      { when: '75m', by: 'customer', text: 'And the date is last Friday' },
      { when: '74m', by: 'customer', text: 'No rush, I just don’t want somebody else to miss theirs 🙂' },
    ],
  },
];
