import type { Group } from '../comparison.ts';

const codes = 'server: src/mongo/base/error_codes.yml';

/** Indexes and collections that come and go. */
export const collections: Group[] = [
  {
    about: 'dropping, hints and collections',
    source: codes,
    documents: [{ _id: 1, a: 1 }],
    indexes: [{ key: { a: 1 } }],
    cases: [
      {
        name: 'an index',
        steps: async (db) => (await db.command({ dropIndexes: 'c', index: 'a_1' }))['nIndexesWas'],
        gives: 2,
        source: 'manual: reference/command/dropIndexes',
      },
      {
        name: 'an index by its key',
        steps: async (db) => (await db.command({ dropIndexes: 'c', index: { a: 1 } }))['nIndexesWas'],
        gives: 2,
        source: 'manual: reference/command/dropIndexes',
      },
      {
        name: 'all but _id',
        steps: async (db) => [await db.collection('c').dropIndexes(), (await db.collection('c').indexes()).length],
        gives: [true, 1],
        source: 'manual: reference/command/dropIndexes',
      },
      { name: 'an index that is not there', steps: (db) => db.collection('c').dropIndex('b_1'), fails: 27 },
      { name: 'the index on _id', steps: (db) => db.collection('c').dropIndex('_id_'), fails: 72 },
      { name: 'an index of no collection', steps: (db) => db.collection('d').dropIndex('a_1'), fails: 26 },
      {
        name: 'the indexes of no collection',
        steps: (db) => db.collection('d').indexes(),
        fails: 26,
        source: 'manual: reference/command/listIndexes',
      },
      {
        name: 'a hint at an index that is not there',
        find: {},
        options: { hint: 'b_1' },
        fails: 2,
        source: 'manual: reference/method/cursor.hint',
      },
      {
        name: 'a hint by key',
        find: { a: 1 },
        options: { hint: { a: 1 } },
        ids: [1],
        source: 'manual: reference/method/cursor.hint',
      },
      { name: 'a collection that is there', steps: (db) => db.command({ create: 'c' }), fails: 48, source: codes },
      {
        name: 'a collection that is not there is dropped',
        steps: (db) => db.collection('d').drop(),
        gives: true,
        source: 'manual: reference/command/drop, Behavior',
      },
      {
        name: 'a collection with a dollar',
        steps: (db) => db.command({ insert: 'a$b', documents: [{ _id: 1 }] }),
        fails: 73,
        source: 'manual: reference/limits, Restriction on Collection Names',
      },
      {
        name: 'a collection without a name',
        steps: (db) => db.command({ insert: '', documents: [{ _id: 1 }] }),
        fails: 73,
        source: 'manual: reference/limits, Restriction on Collection Names',
      },
      { name: 'a command that does not exist', steps: (db) => db.command({ conjure: 1 }), fails: 59 },
      {
        name: 'collections are made by inserts',
        steps: async (db) =>
          [
            await db.command({ insert: 'd', documents: [{ _id: 1 }] }),
            (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort(),
          ][1],
        gives: ['c', 'd'],
        source: 'manual: reference/command/listCollections',
      },
    ],
  },
];
