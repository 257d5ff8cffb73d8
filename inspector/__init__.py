"""Inspection of Webex Meetings XML API (XMLService) traffic."""
