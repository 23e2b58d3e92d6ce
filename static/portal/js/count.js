/* How many words a text has; accounts/words.py has the same rule, and a test holds the two together.
   A word is what stands between white space or dashes and has a letter or a digit in it. Where a
   language sets no spaces (Chinese, Japanese), each character counts as one. */
const BETWEEN = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2013-\u2015\u2028\u2029\u202f\u205f\u3000\ufeff]|--+/u;
const ALONE = /[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const SAID = /[\p{L}\p{N}]/u;

/** Return the number of words of `text`. Lines that are one of `apart` were not written by her. */
export function countOf(text, apart = []) {
  if (apart.length) text = text.split("\n").filter((line) => !apart.includes(line.replace(/^[ \t]+|[ \t]+$/g, ""))).join("\n");
  const alone = text.match(ALONE)?.length ?? 0;
  const pieces = text.replace(ALONE, " ").split(BETWEEN);
  return alone + pieces.filter((piece) => SAID.test(piece)).length;
}
