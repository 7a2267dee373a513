import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Router } from 'express';
import type { Config } from '../config.ts';
import type { Log } from '../domain/ports/runtime.ts';
import type { RunningSimulator } from '../embedded/whatsapp/startWhatsAppSimulator.ts';
import type { WhatsAppNetworkSettings } from '../whatsapp/baileys/createBaileysWay.ts';
import type { Lifecycle } from './lifecycle.ts';

/** The way out to WhatsApp. */
export type Network = {
  /** Resolves to where WhatsApp is, once what has to run for it does. The first call starts that. */
  reach: () => Promise<WhatsAppNetworkSettings>;
  /** The simulator's controls; `null` where there is no simulator. */
  simulator: Router | null;
};

/** A simulator of its own may be starting too, or come back from a crash: so long it is waited for, in milliseconds. */
const simulatorWait = 15_000;

type SimulatorAddress = Pick<RunningSimulator, 'webSocketUrl' | 'controlUrl'>;

/** Nothing of the simulator is even loaded where the network is live. */
export async function openNetwork(config: Config, log: Log, { onClose, onFailure }: Lifecycle): Promise<Network> {
  const webSocketUrl = config.whatsappWebSocketUrl;
  if (config.whatsappNetwork === 'live') {
    return { reach: async () => ({ webSocketUrl, certificateRoot: null }), simulator: null };
  }
  const { createControlRouter } = await import('../embedded/whatsapp/controlRouter.ts');
  if (webSocketUrl !== null) {
    const address = locateSimulator(webSocketUrl);
    const settings = await awaitSettings(address, log);
    return { reach: async () => settings, simulator: createControlRouter(async () => address.controlUrl) };
  }

  let running: Promise<RunningSimulator> | null = null;
  const run = (): Promise<RunningSimulator> => {
    if (running === null) {
      running = startSimulator(config, log);
      running.catch(onFailure);
    }
    return running;
  };
  onClose(async () => {
    // One that could not start has been told of.
    const started = await running?.catch(() => null);
    await started?.close();
  });
  return {
    reach: async () => readSettings(await run()),
    simulator: createControlRouter(async () => (await run()).controlUrl),
  };
}

async function startSimulator(config: Config, log: Log): Promise<RunningSimulator> {
  const { startWhatsAppSimulator } = await import('../embedded/whatsapp/startWhatsAppSimulator.ts');
  return startWhatsAppSimulator({ folder: join(config.dataFolder, 'simulator'), log });
}

/** A simulator elsewhere has its controls at the same address as its WebSocket. */
function locateSimulator(webSocketUrl: string): SimulatorAddress {
  const { protocol, host } = new URL(webSocketUrl);
  return { webSocketUrl, controlUrl: `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}` };
}

/** @throws Error when no simulator answers in time */
async function awaitSettings(address: SimulatorAddress, log: Log): Promise<WhatsAppNetworkSettings> {
  for (const end = performance.now() + simulatorWait; ; await pause(500)) {
    try {
      return await readSettings(address);
    } catch (cause) {
      if (performance.now() > end) {
        const answers = `No WhatsApp simulator answers at ${address.webSocketUrl}.`;
        throw new Error(`${answers} Start it with \`pnpm simulator\`, or correct WHATSAPP_WS_URL.`, { cause });
      }
      log.warn({ webSocketUrl: address.webSocketUrl, err: cause }, 'the WhatsApp simulator is awaited');
    }
  }
}

async function readSettings({ webSocketUrl, controlUrl }: SimulatorAddress): Promise<WhatsAppNetworkSettings> {
  const { fetchCertificateRoot } = await import('../embedded/whatsapp/fetchCertificateRoot.ts');
  return { webSocketUrl, certificateRoot: await fetchCertificateRoot(controlUrl) };
}
