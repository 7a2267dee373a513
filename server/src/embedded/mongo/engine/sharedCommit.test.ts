import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../errors.ts';
import { type SharedCommit, shareCommits } from './sharedCommit.ts';

let database: DatabaseSync;
let commits: SharedCommit;
let reloads = 0;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE notes (text TEXT)');
  reloads = 0;
  commits = shareCommits(database, () => {
    reloads += 1;
  });
});
afterEach(() => database.close());

const add = (text: string) => commits.write(() => database.prepare('INSERT INTO notes VALUES (?)').run(text));
const count = () => database.prepare('SELECT count(*) AS n FROM notes').get()?.['n'];
const outcome = () => new Promise<Error | undefined>((resolve) => commits.afterCommit(resolve));

describe('a shared commit', () => {
  it('is one for all that is written in a turn, and answers wait for it', async () => {
    add('one');
    const first = outcome();
    add('two');
    expect(database.isTransaction).toBe(true);
    expect(await Promise.all([first, outcome()])).toEqual([undefined, undefined]);
    expect(database.isTransaction).toBe(false);
    expect(count()).toBe(2);
  });

  it('does not keep a reader waiting when nothing is open', () => {
    let isCalled = false;
    commits.afterCommit(() => {
      isCalled = true;
    });
    expect(isCalled).toBe(true);
  });

  it('keeps what came before a refusal, as MongoDB does', async () => {
    const refused = () =>
      commits.write(() => {
        database.prepare('INSERT INTO notes VALUES (?)').run('kept');
        throw new CommandError('BadValue', 'no');
      });
    expect(refused).toThrow('no');
    expect(await outcome()).toBeUndefined();
    expect([count(), reloads]).toEqual([1, 0]);
  });

  it('undoes a command that broke, and no other', async () => {
    add('before');
    const broken = () =>
      commits.write(() => {
        database.prepare('INSERT INTO notes VALUES (?)').run('undone');
        throw new Error('a bug');
      });
    expect(broken).toThrow('a bug');
    add('after');
    expect(await outcome()).toBeUndefined();
    expect([count(), reloads]).toEqual([2, 1]);
  });

  it('tells everybody when the disk is full, and goes on when there is room again', async () => {
    database.exec('PRAGMA max_page_count = 4');
    add('small');
    const waiting = outcome();
    expect(() => add('x'.repeat(100_000))).toThrow(/full/);
    const failure = await waiting;
    // Either the small one is safe, or its client is told that it is not.
    expect(count()).toBe(failure === undefined ? 1 : 0);
    database.exec('PRAGMA max_page_count = 100000');
    const before = Number(count());
    add('x'.repeat(100_000));
    expect(await outcome()).toBeUndefined();
    expect(count()).toBe(before + 1);
  });
});
