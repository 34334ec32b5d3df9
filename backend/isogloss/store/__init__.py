"""Where everything is kept: the app database, the artifacts, and the migrations that shape both."""
