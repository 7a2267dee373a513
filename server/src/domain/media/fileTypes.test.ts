import { describe, expect, it } from 'vitest';
import { toFileName } from './fileName.ts';
import { isShownInBrowsers, readFileType } from './fileTypes.ts';

describe('a file that is to be sent', () => {
  it.each([
    ['image', 'image/jpeg', null, 'image/jpeg'],
    ['image', 'image/png', 'a.jpg', 'image/png'],
    ['document', 'application/pdf', 'a.txt', 'application/pdf'],
    ['document', 'image/png', null, 'image/png'],
    ['document', 'text/plain', 'notes.txt', 'text/plain'],
    ['document', 'text/plain', 'list.CSV', 'text/csv'],
    ['document', 'application/x-cfb', 'offer.doc', 'application/msword'],
    ['document', 'application/x-cfb', 'prices.xls', 'application/vnd.ms-excel'],
  ] as const)('as %s with the content of %s, named %s, is %s', (...[kind, content, name, type]) => {
    expect(readFileType(kind, content, name)).toBe(type);
  });

  it.each([
    ['image', 'image/gif', 'a.png'],
    ['image', 'image/svg+xml', 'a.png'],
    ['image', 'application/pdf', 'a.png'],
    ['image', null, 'a.png'],
    ['document', 'text/html', 'a.pdf'],
    ['document', 'application/xml', 'a.pdf'],
    ['document', 'application/x-msdownload', 'a.pdf'],
    ['document', 'application/x-cfb', 'a.msi'],
    ['document', 'application/x-cfb', null],
    ['document', null, 'a.pdf'],
    ['document', '__proto__', 'constructor'],
  ] as const)('as %s with the content of %s, named %s, is refused', (kind, content, name) => {
    expect(() => readFileType(kind, content, name)).toThrow(expect.objectContaining({ code: 'MEDIA_UNSUPPORTED' }));
  });
});

describe('what a browser shows', () => {
  it.each([
    ['image/jpeg', true],
    ['image/png', true],
    ['image/svg+xml', false],
    ['text/html', false],
    ['application/pdf', false],
    [null, false],
  ])('of %s: %s', (type, isShown) => {
    expect(isShownInBrowsers(type)).toBe(isShown);
  });
});

describe('a file’s name', () => {
  it.each([
    ['offer.pdf', 'offer.pdf'],
    ['  Angebot  März.pdf ', 'Angebot März.pdf'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\windows\\a.exe', 'C windows a.exe'],
    ['.bashrc', 'bashrc'],
    ['a\r\nX: y.pdf', 'a X y.pdf'],
    ['photo\u202Egpj.exe', 'photo gpj.exe'],
    ['عرض.pdf', 'عرض.pdf'],
    ['..', null],
    ['', null],
    [null, null],
  ])('of %j is %j', (given, name) => {
    expect(toFileName(given)).toBe(name);
  });

  it('keeps its ending when it is too long', () => {
    const name = toFileName(`${'x'.repeat(400)}.pdf`);
    expect(name).toHaveLength(255);
    expect(name).toMatch(/x\.pdf$/);
  });
});
