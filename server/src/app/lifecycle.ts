import type { WatchAnswers } from '../api/rest/createRestApp.ts';
import type { Domain } from '../domain/createDomain.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { WhatsAppWay } from '../domain/ports/whatsapp.ts';
import type { NewCredential } from '../domain/workspaces.ts';

export type App = {
  domain: Domain;
  /** Users that were made just now, with passwords that are shown once. */
  newCredentials: NewCredential[];
  /** Opens the port and resolves to the address of the console. */
  listen: () => Promise<string>;
  /** Stops taking commands, answers what is in flight, and closes everything without unlinking any number. */
  close: () => Promise<void>;
};

export type Surroundings = {
  /** Told when a part that nothing works without ends by itself. */
  onFailure: (error: Error) => void;
  /** What tests put between the domain and its ports. */
  wrapPorts?: (ports: Ports) => Ports;
  /** What tests hold every answer over HTTP against the API's description with. */
  watchAnswers?: WatchAnswers;
};

export type Ports = { storage: Storage; way: WhatsAppWay };

export type Lifecycle = Surroundings & {
  /** Whatever was started last is closed first. */
  onClose: (closer: () => Promise<void>) => void;
  close: () => Promise<void>;
};
