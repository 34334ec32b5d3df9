// Writes src/lib/terms.json from backend/TERMS.md, so that a word has one meaning in the book and on the page.
// An entry is `**word**` (or `**word, other word**`), then a colon, an equals sign or a dash, then its meaning; or a
// row of a table whose first cell is the word. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const source = new URL("../../backend/TERMS.md", import.meta.url);
const target = new URL("../src/lib/terms.json", import.meta.url);

const plain = (text) =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|[*`])/g, "")
    .replace(/\s+/g, " ")
    .trim();

export function terms(markdown) {
  const found = {};
  const keep = (words, meaning) => {
    if (!meaning) return;
    for (const word of plain(words).split(/,|\bor\b|\//)) if (word.trim()) found[word.trim().toLowerCase()] = plain(meaning);
  };
  // An entry may run over several lines: join what follows it up to the next blank line, entry or row.
  const blocks = markdown.replace(/\r/g, "").split(/\n(?=\s*\n|\s*[-*] |\s*\*\*|\s*\||\s*#)/);
  for (const block of blocks) {
    const text = block.trim();
    const row = /^\|\s*(.+?)\s*\|\s*(.+?)\s*\|/.exec(text);
    const entry = /^(?:[-*]\s+)?\*\*(.+?)\*\*(?:\s*\([^)]*\))?\s*[:=—–-]?\s*([\s\S]+)$/.exec(text);
    if (entry) keep(entry[1].replace(/[:.]$/, ""), entry[2]);
    else if (row && !/^[-: ]+$/.test(row[1]) && !/^(word|term)s?$/i.test(plain(row[1]))) keep(row[1], row[2]);
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].replaceAll("\\", "/").split("/").pop())) {
  const text = `${JSON.stringify(existsSync(source) ? terms(readFileSync(source, "utf8")) : {}, null, 1)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error("src/lib/terms.json differs from backend/TERMS.md. Run: npm run terms");
    process.exit(1);
  }
}
