import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import plotly, { withSize } from "../testing/plotly-double";
import { Figure } from "./Figure";
import { FigurePanel } from "./FigurePanel";
import { heat, overTraining } from "./fixtures";
import { histogramFigure } from "./histogram";
import { csv, FigureTable, twin } from "./table";
import { trajectoryFigure } from "./trajectory";

beforeEach(() => void withSize());

describe("a figure", () => {
  it("opens what a clicked mark stands for, and pins with shift", async () => {
    const onMark = vi.fn();
    render(<Figure figure={overTraining()} label="Overlap" onMark={onMark} />);
    await waitFor(() => expect(plotly.handlers.plotly_click).toBeTruthy());
    plotly.handlers.plotly_click!({
      points: [{ curveNumber: 5, pointNumber: 2, x: 2, y: 0.3, customdata: ["checkpoint:step16", 0.2] }],
      event: { shiftKey: true },
    });
    expect(onMark).toHaveBeenCalledWith("checkpoint:step16", { pin: true });
  });
  it("shows value, interval, null and n where it is pointed at", async () => {
    render(<Figure figure={overTraining()} label="Overlap" />);
    await waitFor(() => expect(plotly.handlers.plotly_hover).toBeTruthy());
    plotly.handlers.plotly_hover!({
      points: [{ curveNumber: 5, pointNumber: 3, x: 3, y: 0.5, customdata: ["checkpoint:step32", 0.47, 0.53, 0.1, 7, 0.37, 0.43] }],
      event: { clientX: 10, clientY: 10 },
    });
    await waitFor(() => expect(document.querySelector(".number-box")?.textContent).toContain(".50 [.47, .53] pseudo-concepts .10"));
    expect(document.querySelector(".number-box")?.textContent).toContain("n = 7");
  });
  it("says so when it cannot be drawn, and tries again when asked", async () => {
    plotly.react.mockRejectedValueOnce(new Error("no canvas"));
    render(<Figure figure={overTraining()} label="Overlap" />);
    await userEvent.click(await screen.findByRole("button", { name: "Draw again" }));
    await waitFor(() => expect(screen.getByRole("img", { name: "Overlap" })).toBeTruthy());
  });
});

describe("a figure's twin", () => {
  it("has a row for each step and a column for each series, with intervals", () => {
    const { head, rows } = twin(overTraining());
    expect(head).toEqual(["training step, log scale", "pseudo-concepts", "es", "tr", "zh-Hans", "mean"]);
    expect(rows.map((r) => r.label)).toEqual(["0", "8", "16", "32"]);
    expect(rows[3]!.cells[4]!.text).toBe(".50 [.47, .53]");
  });
  it("has a heat map's rows and columns", () => {
    const { head, rows } = twin(heat());
    expect(head).toEqual(["layer", "step0", "step8"]);
    expect(rows[1]!.cells.map((c) => c.text)).toEqual([".50 [.47, .53]", ".30 [.27, .33]"]);
  });
  it("leads to what its numbers stand for, by keyboard", async () => {
    const onMark = vi.fn();
    render(<FigureTable figure={overTraining()} label="Overlap, table" onMark={onMark} />);
    await userEvent.click(screen.getAllByRole("button", { name: ".50 [.47, .53]" })[0]!);
    expect(onMark).toHaveBeenCalledWith("checkpoint:step32", { pin: false });
  });
  it("is written as CSV with intervals and addresses", () => {
    const lines = csv(heat()).trim().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^0,step0,0\.4,0\.37,0\.43\d*,0\.1,7,.*,layer:0@step0$/);
  });
});

describe("figures made on the page", () => {
  it("are a histogram with counts from 1 and a named median", () => {
    const figure = histogramFigure({ edges: [0, 1, 2], on: [0, 3], off: [9, 1], on_p50: 1.5 }, "weather");
    expect(figure.data.map((t) => t.name)).toEqual(["not weather, 10", "weather, 3", "median over weather, 1.50"]);
    expect(figure.layout.meta!.n).toEqual([{ count: 13, of: "sentences" }]);
  });
  it("are a trajectory by language with its null", () => {
    const figure = trajectoryFigure(
      [
        { revision: "a", step: 0, values: { es: 0.1 } },
        { revision: "b", step: 8, values: { es: 0.4 } },
      ],
      { languages: ["es"], null: { name: "chance", value: 0.05 }, caption: "" },
    );
    expect(figure.data.map((t) => t.meta?.role)).toEqual(["null", "language"]);
    expect(figure.layout.xaxis!.ticktext).toEqual(["0", "8"]);
  });
});

describe("a figure panel", () => {
  const panel = (props = {}) => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    return render(
      <QueryClientProvider client={client}>
        <FigurePanel
          letter="A"
          title="Overlap"
          stored={{ run: "k".repeat(20), name: "overlap_over_training", set: "s1" }}
          onTable={() => undefined}
          {...props}
        />
      </QueryClientProvider>,
    );
  };
  const answers = (status: number, body: unknown) =>
    vi.stubGlobal(
      "fetch",
      vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }))),
    );

  it("draws the stored figure with its caption, interval and n", async () => {
    answers(200, overTraining());
    panel();
    await waitFor(() => expect(screen.getByText(/A made-up figure\. Interval: made up\. n = 7 concepts\./)).toBeTruthy());
  });
  it("shows the twin instead when the page says so", async () => {
    answers(200, overTraining());
    panel({ table: true });
    expect(await screen.findByRole("region", { name: "Overlap, table" })).toBeTruthy();
  });
  it("says what happened when the figure cannot be had, and asks again", async () => {
    answers(404, { error: { code: "not_kept", message: "This run has no figure overlap.", hint: "", field: null, details: {} } });
    panel();
    expect((await screen.findByRole("alert")).textContent).toContain("This run has no figure overlap.");
    answers(200, overTraining());
    await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
    expect(await screen.findByRole("img", { name: /Overlap/ })).toBeTruthy();
  });
  it("offers table, files and a link", async () => {
    answers(200, overTraining());
    panel({ onFull: () => undefined });
    await screen.findByRole("img", { name: /Overlap/ });
    await userEvent.click(screen.getByRole("button", { name: "Menu of Overlap" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Table",
      "PNG2×",
      "SVG",
      "CSV",
      "JSON",
      "Copy link to this panel",
      "Full widthf",
    ]);
    expect(screen.getByRole("menuitem", { name: "CSV" }).getAttribute("href")).toContain("overlap_over_training.csv?set=s1");
  });
});
