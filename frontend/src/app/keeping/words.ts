/** The words of a finding while they are being written, and which refusal belongs to which of them. */
import type { ApiError } from "../../api/client";
import type { Refusal } from "../../ui";

export interface Words {
  title: string;
  note: string;
  /** With commas between them, as they are typed. */
  tags: string;
  kept_by: string;
}

export const NO_WORDS: Words = { title: "", note: "", tags: "", kept_by: "" };

/** Tags as the server keeps them: lower case, each once. */
export const tagsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,،、;]/)
      .map((tag) => tag.trim().toLowerCase())
      .filter(Boolean),
  ),
];

export const wordsOf = ({
  title,
  note,
  tags,
  kept_by,
}: {
  title: string;
  note: string;
  tags: readonly string[];
  kept_by: string;
}): Words => ({ title, note, tags: tags.join(", "), kept_by });

/** As they are sent. */
export const sent = ({ title, note, tags, kept_by }: Words) => ({ title: title.trim(), note, tags: tagsOf(tags), kept_by: kept_by.trim() });

/** The refusal of a field, or of one of the things in it (`tags.2`). */
export function refusalAt(error: ApiError | null, field: string): Refusal | null {
  if (!error?.field || (error.field !== field && !error.field.startsWith(`${field}.`))) return null;
  // The server says which field it means; here the message stands beside it.
  return { message: error.message, hint: error.hint && error.hint !== "Nothing was started." ? error.hint : undefined };
}

const FIELDS = ["title", "note", "tags", "kept_by", "figures"];

/** What stands beside no field. */
export const elsewhere = (error: ApiError | null): ApiError | null =>
  error && FIELDS.some((field) => refusalAt(error, field)) ? null : error;
