/**
 * Numbers, times and digests as they are written here.
 *
 * Running text says 0.31 (`prose`); figures and tables say .31 for what cannot exceed 1 (`share`). Thousands 1,024,
 * minus is −, units follow a thin space, an interval is [.28, .34], and a missing value is an en dash.
 */

const MINUS = "−";
const THIN = "\u2009";
export const MISSING = "–";

type Maybe = number | null | undefined;
const absent = (x: Maybe): x is null | undefined => x === null || x === undefined || !Number.isFinite(x);
const minus = (text: string) => text.replace(/^-/, MINUS);
const isZero = (text: string) => !/[1-9]/.test(text);
const fixed = (x: number, digits: number) => {
  const text = x.toFixed(digits);
  return isZero(text) ? text.replace("-", "") : minus(text);
};

/** A quantity that cannot exceed 1, for figures and tables: .31, −.04, 1.00. */
export function share(x: Maybe, digits = 2): string {
  return absent(x) ? MISSING : fixed(x, digits).replace(/^(−?)0\./, "$1.");
}

/** The same for running text: 0.31. Also for any decimal that may exceed 1. */
export function prose(x: Maybe, digits = 2): string {
  return absent(x) ? MISSING : fixed(x, digits);
}

export type Write = (x: Maybe, digits?: number) => string;

/** With as many more decimals as it takes to show sign and size: −.0009 and not .00. What is smaller than 10⁻⁶ is a sum's rounding. */
export function legible(x: Maybe, digits = 2, write: Write = share): string {
  const text = write(x, digits);
  return absent(x) || Math.abs(x) < 1e-6 || !isZero(text) ? text : write(x, Math.ceil(-Math.log10(Math.abs(x))));
}

/** A signed share: +.12, −.04. Zero has no sign. */
export function signed(x: Maybe, digits = 2): string {
  const text = share(x, digits);
  return absent(x) || x < 0 || isZero(text) ? text : `+${text}`;
}

/** [.28, .34]; an end that is not 0 does not read as one. */
export function interval(low: Maybe, high: Maybe, digits = 2, write: Write = share): string {
  return absent(low) || absent(high) ? "" : `[${legible(low, digits, write)}, ${legible(high, digits, write)}]`;
}

/** A whole number: 1,024. */
export function count(n: Maybe): string {
  return absent(n) ? MISSING : minus(Math.round(n).toLocaleString("en-US"));
}

/** An activation or a logit: as many figures as help, two decimals below 10 (or as many as are asked for), one below 100. */
export function value(x: Maybe, digits = 2): string {
  if (absent(x)) return MISSING;
  const size = Math.abs(x);
  if (size >= 1000) return count(x);
  return fixed(x, size >= 100 ? 0 : size >= 10 ? 1 : digits);
}

/** Decimals that leave the greatest of these numbers two figures that say something: 2 for 0.31, 3 for 0.031; 2 to 6. */
export function digitsOf(...numbers: readonly Maybe[]): number {
  const most = Math.max(0, ...numbers.map((x) => (absent(x) ? 0 : Math.abs(x))));
  return most === 0 ? 2 : Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(most))));
}

/** A part in hundred: 6.8 %. */
export function percent(x: Maybe, digits = 0): string {
  return absent(x) ? MISSING : `${fixed(x * 100, digits)}${THIN}%`;
}

/** A large count in short: 4.2 M, 559 M, 1.1 B. */
export function compact(n: Maybe): string {
  if (absent(n)) return MISSING;
  const [size, unit] = n >= 1e9 ? [n / 1e9, "B"] : n >= 1e5 ? [n / 1e6, "M"] : [n, ""];
  if (!unit) return count(n);
  return `${size.toFixed(size >= 100 ? 0 : size >= 1 ? 1 : 2)}${THIN}${unit}`;
}

/** 210 MB. Powers of 1,000, as disks are sold. */
export function bytes(n: Maybe): string {
  if (absent(n)) return MISSING;
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = n < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(n) / 3));
  const size = n / 1000 ** power;
  return `${power === 0 || size >= 100 ? Math.round(size) : Number(size.toPrecision(2))}${THIN}${units[power]}`;
}

/** 0.3 s, 40 s, 4 min 10 s, 2 h 5 min. */
export function duration(seconds: Maybe): string {
  if (absent(seconds)) return MISSING;
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 10) / 10)}${THIN}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${THIN}s`;
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = h > 0 ? [`${h}${THIN}h`, min && `${min}${THIN}min`] : [`${min}${THIN}min`, min < 10 && s && `${s}${THIN}s`];
  return parts.filter(Boolean).join(" ");
}

/** A duration that is a guess: rounded to what a guess is worth. 40 s, 6 min, 2 h. */
export function roughly(seconds: Maybe): string {
  if (absent(seconds)) return MISSING;
  if (seconds < 1) return "less than 1\u2009s";
  if (seconds < 10) return duration(seconds);
  if (seconds < 90) return duration(Math.round(seconds / 5) * 5);
  if (seconds < 5400) return `${Math.round(seconds / 60)}${THIN}min`;
  return `${Number((seconds / 3600).toPrecision(2))}${THIN}h`;
}

/** The first eight signs of a digest in two groups: 8c1f 02e7. Labels before a colon (`sha256:`) are left out. */
export function shortDigest(digest: string | null | undefined): string {
  if (!digest) return MISSING;
  const bare = digest.slice(digest.lastIndexOf(":") + 1);
  return `${bare.slice(0, 4)} ${bare.slice(4, 8)}`.trim();
}

/** 14 May 2026, 09:12, in the reader's own zone. */
export function dateTime(iso: string | null | undefined): string {
  const date = iso ? new Date(iso) : null;
  if (!date || Number.isNaN(date.getTime())) return MISSING;
  return date.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** 14 May 2026, in the reader's own zone. */
export function date(iso: string | null | undefined): string {
  const found = iso ? new Date(iso) : null;
  if (!found || Number.isNaN(found.getTime())) return MISSING;
  return found.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** 09:12:40, in the reader's own zone. */
export function clock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? MISSING : date.toLocaleTimeString("en-GB");
}

/** "1 model", "2 models". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** "a, b and c" */
export function listing(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}
