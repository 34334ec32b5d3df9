/** The four arms of the sample text: they differ in one thing each. */

export const ARMS = [
  {
    value: "switched",
    label: "15 % switched",
    says: "15 % of the words that may be switched are written in another language.",
    set: { switch: "0.15", placebo: false, clone: false },
  },
  {
    value: "control",
    label: "Nothing",
    says: "The control: nothing ties the languages together.",
    set: { switch: null, placebo: false, clone: false },
  },
  {
    value: "placebo",
    label: "Placebo",
    says: "As many words are switched, each to a word of another concept: it must not align.",
    set: { switch: "0.15", placebo: true, clone: false },
  },
  {
    value: "clone",
    label: "Clone",
    says: "A second English in characters of its own: what sharing looks like where two languages are one.",
    set: { switch: null, placebo: false, clone: true },
  },
] as const;

export type Arm = (typeof ARMS)[number]["value"];

/** The arm that these choices are; null for none of the four. */
export function armOf({
  switch: share,
  placebo,
  clone,
}: {
  switch: string | null;
  placebo: boolean | null;
  clone: boolean | null;
}): Arm | null {
  const rate = Number(share ?? 0);
  return (
    ARMS.find((arm) => Number(arm.set.switch ?? 0) === rate && arm.set.placebo === (placebo ?? false) && arm.set.clone === (clone ?? false))
      ?.value ?? null
  );
}
