"""The whole thing as a person meets it: `isogloss serve`, its worker, and a real Chromium."""
