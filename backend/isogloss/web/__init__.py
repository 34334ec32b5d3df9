"""The HTTP edge: errors, security, the study router, static files. Never imports torch."""
