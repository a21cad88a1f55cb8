"""Chores for engineers: fonts, drawings, locks."""
