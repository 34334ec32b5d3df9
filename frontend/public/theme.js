// Runs before the first paint, from a file because the page allows no inline script: sets the theme, so that none flashes.
// The choice is "light", "dark" or "auto"; what is drawn is always light or dark. src/lib/preferences.ts changes it later.
(function () {
  var root = document.documentElement;
  var choice = "auto";
  var patterns = false;
  try {
    choice = localStorage.getItem("isogloss.theme") || "auto";
    patterns = localStorage.getItem("isogloss.patterns") === "on";
  } catch {
    // Storage may be forbidden; then the system's theme is used.
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  if (patterns) root.dataset.patterns = "on";
})();
