import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` and `npm run preview` find the server: `isogloss serve` on this machine unless told otherwise. */
const server = process.env.ISOGLOSS_SERVER ?? "http://127.0.0.1:8321";
const proxy = { "/api": { target: server, changeOrigin: false } };

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy },
  preview: { proxy },
  build: {
    // The plotting library is one large file by nature and is fetched only by pages that draw.
    chunkSizeWarningLimit: 1600,
    // A style or script inside the page would need an exception in the security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    // The one place for limits: on a busy machine everything takes ten times as long, and nothing is wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A world of its own for every file costs more than its tests do.
    isolate: false,
    alias: { "plotly.js-cartesian-dist-min": fileURLToPath(new URL("src/testing/plotly-double.ts", import.meta.url)) },
  },
});
