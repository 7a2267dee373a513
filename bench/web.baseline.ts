import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { MongoClient } from 'mongodb';

// A bare console: a page of plain HTML with a list of conversations, one long thread of which only the rows in view exist,
// and a text box. A click asks for the newest messages, which is one read in the same embedded store.
type Stored = { _id: number; text: string; isOutgoing: boolean };

const texts = ['Is the blue one still there, and could I have it by Friday?', 'It is. We can bring it on Thursday.'];
const batchSize = 5_000;
const total = Number(process.env['MESSAGES'] ?? 100_000);

const client = new MongoClient(process.env['MONGO_URI'] ?? '', { writeConcern: { w: 'majority', journal: true } });
const messages = client.db().collection<Stored>('messages');
for (let from = 0; from < total; from += batchSize) {
  const batch = Array.from({ length: Math.min(batchSize, total - from) }, (_, index) => from + index);
  await messages.insertMany(
    batch.map((_id) => ({ _id, text: texts[_id % texts.length] ?? '', isOutgoing: _id % 2 === 1 })),
    { ordered: false },
  );
}

const script = stripTypeScriptTypes(readFileSync(new URL('web/barePage.ts', import.meta.url), 'utf8'));
const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Bare</title>
  <style>
    * { box-sizing: border-box; }
    body { display: flex; height: 100vh; margin: 0; overflow: hidden; font: 15px/20px system-ui; }
    ul, ol { margin: 0; padding: 0; list-style: none; }
    ul { width: 360px; overflow-y: auto; }
    ul a { display: block; height: 72px; padding: 16px; color: inherit; }
    main { display: flex; flex: 1; flex-direction: column; background: #f5f1eb; }
    main > div { flex: 1; min-height: 0; overflow: hidden auto; overscroll-behavior: none; overflow-anchor: none; }
    ol { position: relative; }
    ol li { position: absolute; inset: 0 0 auto; display: flex; height: 42px; padding: 2px 56px; }
    ol li[data-out] { justify-content: end; }
    ol li span { padding: 6px 10px; border-radius: 8px; background: #fff; box-shadow: inset 0 0 0 1px #0f131417; }
    ol li[data-out] span { background: #d9fdd3; }
    textarea { height: 44px; margin: 10px; font: inherit; }
  </style>
  <ul aria-label="Conversations">${'<li><a href="/chat/bare">A customer</a></li>'.repeat(50)}</ul>
  <main><div><ol aria-label="Messages"></ol></div><textarea aria-label="Message"></textarea></main>
  <script type="module">${script}</script>
</html>`;

const server = createServer(async ({ url = '' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname !== '/messages') {
    response.setHeader('content-type', 'text/html').end(page);
    return;
  }
  const newest = await messages
    .find()
    .sort({ _id: -1 })
    .limit(Number(searchParams.get('limit')))
    .toArray();
  response.setHeader('content-type', 'application/json').end(JSON.stringify(newest.reverse()));
});
process.on('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`ready: http://127.0.0.1:${address?.port}\n`);
});
