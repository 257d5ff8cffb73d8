"""Screens: they ask the reader, fill the widgets and act on what these tell."""
