"""Recorded calls sent again."""
