// The text of a PDF that Chromium printed, without blanks: its fonts say which glyph is which character (ToUnicode).
import { inflateSync } from 'node:zlib';

export function pdfText(pdf) {
  const source = pdf.toString('latin1');
  const objects = new Map();
  for (const [, number, body] of source.matchAll(/(?:^|\n)(\d+) 0 obj\b([\s\S]*?)\nendobj/g)) objects.set(Number(number), body);
  const stream = (body) => {
    const at = body.indexOf('stream');
    if (at < 0) return '';
    const from = body[at + 6] === '\r' ? at + 8 : at + 7;
    const bytes = Buffer.from(body.slice(from, body.lastIndexOf('endstream')), 'latin1');
    return body.slice(0, at).includes('FlateDecode') ? inflateSync(bytes, { finishFlush: 2 }).toString('latin1') : bytes.toString('latin1');
  };
  const fonts = new Map();
  for (const [number, body] of objects) {
    const map = body.match(/\/ToUnicode (\d+) 0 R/);
    if (map) fonts.set(number, glyphs(stream(objects.get(Number(map[1])))));
  }
  const named = new Map();
  for (const body of objects.values()) for (const [, name, number] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) if (fonts.has(Number(number))) named.set(name, fonts.get(Number(number)));
  let text = '';
  for (const body of objects.values()) {
    if (!body.includes('stream') || /\/Type \/XObject|\/Length1 |\/CIDInit/.test(body.slice(0, body.indexOf('stream')))) continue;
    const content = stream(body);
    if (!/\bBT\b/.test(content)) continue;
    let font = new Map();
    for (const [, name, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
      if (name) font = named.get(name) ?? new Map();
      else for (const glyph of hex.match(/.{4}/g) ?? []) text += font.get(glyph.toUpperCase()) ?? '';
    }
  }
  return blank(text);
}

/** Without what a printer sets by place. */
export const blank = (text) => text.normalize('NFKC').replace(/[\s\u00ad\u200b]/g, '');

function glyphs(map) {
  const found = new Map();
  const character = (hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, part] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) for (const [, glyph, to] of part.matchAll(/<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>/g)) found.set(glyph.toUpperCase(), character(to));
  for (const [, part] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, first] of part.matchAll(/<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>/g)) {
      for (let glyph = parseInt(from, 16); glyph <= parseInt(to, 16); glyph += 1) found.set(glyph.toString(16).padStart(4, '0').toUpperCase(), String.fromCharCode(parseInt(first, 16) + glyph - parseInt(from, 16)));
    }
  }
  return found;
}
