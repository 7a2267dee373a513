/**
 * Where a process can be made to die with a message that it sends: `half encrypted`, the ratchet of one of its copies on
 * disk · `frame due`, all of them, and nothing sent · `frame out`, its bytes handed over to the system · `tick told`, the
 * domain is about to store that it was delivered.
 */
export const sendingPoints = ['half encrypted', 'frame due', 'frame out', 'tick told'] as const;

/**
 * With one that it receives: `before commit` and `after commit` of what it decrypted to · `receipt out`, WhatsApp has the
 * receipt and the domain has not stored it · `told`, the domain is about to store it · `stored` by the domain, and
 * nothing of that in the journal · `marked` in the journal, which has not forgotten it.
 */
export const receivingPoints = ['before commit', 'after commit', 'receipt out', 'told', 'stored', 'marked'] as const;

/**
 * `keys out`: WhatsApp gets the keys that a new link's first messages will be encrypted with · `refusal told`, the domain
 * is about to store that WhatsApp refused to take a message again that a device had asked for.
 */
export const killPoints = [...sendingPoints, ...receivingPoints, 'keys out', 'refusal told'] as const;
export type KillPoint = (typeof killPoints)[number];

/**
 * What is taken from a process, to see that it is missed: `late commits`, keys are written after the frame that they
 * encrypted, so that a death between loses them · `no journal`, what was decrypted is in memory only.
 */
export const weaknesses = ['late commits', 'no journal'] as const;
export type Weakness = (typeof weaknesses)[number];
