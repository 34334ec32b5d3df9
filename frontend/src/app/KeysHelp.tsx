/** The keys that work on this page, and those that work in every figure, list and ladder. */
import { useKnownKeys } from "../lib/keys";
import { Dialog } from "../ui";

const NAMES: Record<string, string> = { Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", " ": "Space" };

export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const known = useKnownKeys();
  const lines = new Map<string, string[]>();
  for (const { key, does } of known) lines.set(does, [...(lines.get(does) ?? []), NAMES[key] ?? key]);
  lines.set("Move inside a list, a matrix, a ladder", ["←", "↑", "↓", "→"]);
  lines.set("Open the thing itself", ["Enter"]);
  lines.set("Close what lies over the page", ["Esc"]);
  return (
    <Dialog title="Keys" open={open} onClose={onClose}>
      <dl className="keys-list">
        {[...lines].map(([does, keys]) => (
          <div key={does} style={{ display: "contents" }}>
            <dt>
              {[...new Set(keys)].map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
