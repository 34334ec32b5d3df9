import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * What a saved finding or collection is drawn by (backend/isogloss/findings/sharing/standalone.py): one classic script and one
 * style sheet, with everything in them. A file that is opened from a disk can fetch neither modules nor parts.
 */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: "dist/standalone",
    emptyOutDir: true,
    // Pictures named by the style sheet are written into it.
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 4000,
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: "src/app/standalone-main.ts", name: "isogloss", formats: ["iife"], fileName: () => "page.js", cssFileName: "page" },
  },
});
