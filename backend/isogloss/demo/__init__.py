"""The demo: an installation that fills itself. Chapters are recipes with a few words; the story says how far."""
