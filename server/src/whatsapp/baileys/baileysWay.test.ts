import { describeWhatsAppWay } from '../whatsapp.contract.ts';
import { startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';

describeWhatsAppWay('whatsapp by linked devices', async () => createBaileysWorld(await startBaileysRig()));
