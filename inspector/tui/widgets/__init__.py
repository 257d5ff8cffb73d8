"""Widgets: they show what they are given and tell facts; they hold no logic of the product."""
