import { mongo } from 'mongoose';

const { BSON } = mongo;

/** Documents sent at once; large ones make fewer. */
const batchLength = 1000;
const batchBytes = 8 * 1024 * 1024;

/** Keeps every value's own type. */
const asStored = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/**
 * Copies all collections of a database with their indexes into another database, which must have none of them, or only
 * empty ones. Nothing may write to either meanwhile.
 * @throws Error with a sentence for the operator
 */
export async function copyDatabase(
  from: mongo.Db,
  to: mongo.Db,
  print: (line: string) => void,
): Promise<{ collections: number; documents: number }> {
  const names = await listCollections(from);
  for (const name of names) await refuseFilled(to, name);
  let documents = 0;
  for (const name of names) {
    const copied = await copyCollection(from.collection(name), to, name);
    print(`${name}: ${copied}`);
    documents += copied;
  }
  return { collections: names.length, documents };
}

async function listCollections(db: mongo.Db): Promise<string[]> {
  const found = await db.listCollections({}, { nameOnly: false }).toArray();
  const own = found.filter(({ name }) => !name.startsWith('system.'));
  const special = own.find(({ type, options }) => type !== 'collection' || Object.keys(options ?? {}).length > 0);
  if (special !== undefined) {
    throw new Error(`The collection ${special.name} is a view or has options of its own, which are not copied.`);
  }
  return own.map(({ name }) => name).sort();
}

async function refuseFilled(db: mongo.Db, name: string): Promise<void> {
  const found = await db.collection(name).findOne({}, { projection: { _id: 1 } });
  if (found !== null) {
    throw new Error(`The collection ${name} holds documents already. Choose an empty database to copy into.`);
  }
}

/** Documents first: an index with a time to live would begin to remove some before they are counted. */
async function copyCollection(source: mongo.Collection, db: mongo.Db, name: string): Promise<number> {
  if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
  const target = db.collection(name);
  await copyDocuments(source, target);
  const [wanted, copied] = [await source.countDocuments({}), await target.countDocuments({})];
  if (wanted !== copied) {
    throw new Error(
      `The collection ${name} has ${wanted} documents, and ${copied} were copied. Something wrote to it meanwhile: stop that, empty the copy and begin anew.`,
    );
  }
  await copyIndexes(source, target);
  return copied;
}

async function copyDocuments(source: mongo.Collection, target: mongo.Collection): Promise<void> {
  let batch: mongo.Document[] = [];
  let bytes = 0;
  const send = async () => {
    if (batch.length > 0) await target.insertMany(batch);
    batch = [];
    bytes = 0;
  };
  for await (const document of source.find({}, asStored)) {
    batch.push(document);
    bytes += BSON.calculateObjectSize(document);
    if (batch.length >= batchLength || bytes >= batchBytes) await send();
  }
  await send();
}

async function copyIndexes(source: mongo.Collection, target: mongo.Collection): Promise<void> {
  for (const { v: _version, ns: _namespace, key, ...options } of await source.indexes()) {
    if (options.name === '_id_') continue;
    try {
      await target.createIndex(key, options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The index ${options.name} of ${source.collectionName} cannot be made: ${reason}`);
    }
  }
}
