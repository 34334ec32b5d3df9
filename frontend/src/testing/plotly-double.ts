/** What tests have in plotly's place (vite.config.ts): jsdom has no canvas and no layout, so what plotly is given is looked
 * at there, and what it draws in a real browser. A figure is drawn only where `withSize` gave its box one. */
import { vi } from "vitest";

type Handler = (event: unknown) => void;
const element = { on: (name: string, run: Handler) => void (plotly.handlers[name] = run), removeAllListeners: () => undefined };
const plotly = {
  handlers: {} as Record<string, Handler>,
  react: vi.fn(() => Promise.resolve(element)),
  purge: vi.fn(),
  toImage: vi.fn(async () => "data:image/png;base64,AAAA"),
};
export default plotly;

/** Boxes have a size until the test ends. */
export const withSize = () =>
  vi
    .spyOn(Element.prototype, "getBoundingClientRect")
    .mockReturnValue({ width: 600, height: 200, left: 0, top: 0, right: 600, bottom: 200, x: 0, y: 0, toJSON: () => "" });

/** As it was before a test. */
export function forget() {
  plotly.handlers = {};
  for (const mock of [plotly.react, plotly.purge, plotly.toImage]) mock.mockClear();
}
