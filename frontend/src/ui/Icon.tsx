/** The few signs the interface uses, drawn here so that no font and no file has to arrive first. */
const PATHS = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5 14 14",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  play: "M4.5 3v10l8-5z",
  stop: "M4.5 4.5h7v7h-7z",
  retry: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  arrow: "M2.5 8h11M9.5 4l4 4-4 4",
  link: "M6.5 9.5l3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.4 4.4L11.5 9M9 11.5l-1.2 1.2a3 3 0 0 1-4.4-4.4L4.5 7",
  bookmark: "M4 2.5h8v11L8 10.5 4 13.5z",
  pin: "M5.5 2.5h5M6 2.5v5L4 10h8l-2-2.5v-5M8 10v4",
  export: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  compare: "M2.5 3.5h4.5v9H2.5zM9 3.5h4.5v9H9z",
  folder: "M2 4.5h4l1.5 1.5H14v7H2z",
  check: "M3 8.5l3.5 3.5L13 4.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Three lines that run together and part: the isogloss. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 5c5 0 6 5 11 5 4 0 6-4 9-6M2 11c5 0 5 2.5 11 2.5 5 0 6-1 9-1M2 17c4 0 7 .5 11 1 4 .5 6 2.5 9 4" />
    </svg>
  );
}
