"""The demo: a house that fills itself. Chapters are recipes with a few words; the story says how far each has come."""
