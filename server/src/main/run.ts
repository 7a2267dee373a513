import { inspect } from 'node:util';
import { createApp } from '../app.ts';
import { ConfigError, readConfig } from '../config.ts';
import { createLog } from '../log.ts';

/** Ending takes at most this long, in milliseconds; then it is cut short. */
const closeLimit = 7_000;

/** Starts the server as the environment says, until a signal ends it. */
export async function run(environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await start(environment);
  } catch (error) {
    // What stops a start is for the person who started it: a sentence, and where to look only when asked for.
    const isDebugging = environment['LOG_LEVEL'] === 'debug' || !(error instanceof Error);
    process.stderr.write(`${isDebugging ? inspect(error) : error.message}\n`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(environment);
  const log = createLog(config.logLevel);
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a promise was rejected and nobody listened');
  });
  const app = await createApp(config, log, {
    onFailure(error) {
      log.error({ err: error }, 'a part that nothing works without has ended');
      process.exit(1);
    },
  });
  closeOnSignals(app.close);
  const address = await app.listen();
  const lines = [
    '',
    `  erp-whatsapp is ready: ${address}`,
    ...app.newCredentials.map(({ role, email, password }) => `  Sign in as ${role}: ${email}  password: ${password}`),
    ...(app.newCredentials.length > 0 ? ['  These passwords are shown only now.'] : []),
    ...(config.whatsappNetwork === 'simulator'
      ? [`  WhatsApp is simulated: no real phone is reached. Play the phones at ${address}/phone`]
      : []),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);

  function closeOnSignals(close: () => Promise<void>): void {
    let isClosing = false;
    const onSignal = (signal: NodeJS.Signals) => {
      // Whoever asks twice does not want to wait.
      if (isClosing) process.exit(1);
      isClosing = true;
      log.info({ signal }, 'closing');
      const limit = setTimeout(() => {
        log.error({}, 'closing took too long and was cut short');
        process.exit(1);
      }, closeLimit);
      close()
        .then(() => {
          clearTimeout(limit);
          process.exit(0);
        })
        .catch((error: unknown) => {
          log.error({ err: error }, 'closing failed');
          process.exit(1);
        });
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  }
}
