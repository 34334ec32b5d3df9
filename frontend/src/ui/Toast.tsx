/** Short messages. What went well says one sentence and leaves after six seconds; an error stays until dismissed. */
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import "./float.css";

interface Act {
  label: string;
  run: () => void;
}

interface Message {
  id: number;
  kind: "said" | "failed";
  text: string;
  act?: Act;
}

export interface Toasts {
  /** One sentence, with an undo or another act where there is one. */
  say: (text: string, act?: Act) => void;
  /** An error, with a retry where one can work. */
  fail: (text: string, act?: Act) => void;
  /** Copies, and says so; `failed` is said where the browser does not allow it. */
  copy: (text: string, said: string, failed?: string) => Promise<void>;
}

const Context = createContext<Toasts | null>(null);
const STAY = 6000;

/** The messages of the page. Outside a provider (a component alone in a test) they go nowhere. */
export function useToast(): Toasts {
  return useContext(Context) ?? NOWHERE;
}

const NOWHERE: Toasts = { say: () => undefined, fail: () => undefined, copy: (text) => toClipboard(text) };

async function toClipboard(text: string) {
  // The clipboard interface is missing where the page is not on a secure origin: then the old way.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser refused");
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setMessages((now) => now.filter((m) => m.id !== id)), []);
  const toasts = useMemo<Toasts>(() => {
    const add = (kind: Message["kind"], text: string, act?: Act) => {
      const id = next.current++;
      setMessages((now) => [...now.filter((m) => m.text !== text).slice(-3), { id, kind, text, act }]);
      if (kind === "said") window.setTimeout(() => drop(id), STAY);
    };
    return {
      say: (text, act) => add("said", text, act),
      fail: (text, act) => add("failed", text, act),
      copy: (text, said, failed = "The browser did not allow copying. Nothing was copied.") =>
        toClipboard(text).then(
          () => add("said", said),
          () => add("failed", failed),
        ),
    };
  }, [drop]);
  return (
    <Context.Provider value={toasts}>
      {children}
      <div className="toasts no-print" role="region" aria-label="Messages" aria-live="polite">
        {messages.map((message) => (
          <div key={message.id} className={`toast ${message.kind}`} role={message.kind === "failed" ? "alert" : undefined}>
            <span>{message.text}</span>
            {message.act && (
              <button
                type="button"
                className="linklike"
                onClick={() => {
                  message.act!.run();
                  drop(message.id);
                }}
              >
                {message.act.label}
              </button>
            )}
            {message.kind === "failed" && (
              <button type="button" className="linklike" onClick={() => drop(message.id)}>
                Dismiss
              </button>
            )}
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}
