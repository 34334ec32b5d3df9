"""Checking a bundle, document by document, before anything of it is believed."""
