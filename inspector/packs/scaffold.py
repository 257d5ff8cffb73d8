"""A rule to begin with: it loads, its examples hold, and comments say what to change."""

from __future__ import annotations

import re
from typing import Final

from inspector.rules.model import CODE

_MESSAGE: Final = """\
        <?xml version="1.0" encoding="UTF-8"?>
        <serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xmlns:serv="http://www.webex.com/schemas/2002/06/service">
          <header>
            <securityContext>
              <webExID>jdoe</webExID>
              <password>Example-1</password>
              <siteName>acme</siteName>
            </securityContext>
          </header>
          <body>
            <bodyContent xsi:type="java:com.webex.service.binding.{operation}">
              <webExId>jdoe</webExId>
            </bodyContent>
          </body>
        </serv:message>
"""
_TEMPLATE: Final = """\
# A rule of your own: change each value, then run `xmlinspect rules test`.
# `xmlinspect rules show CODE` shows how others do it, `xmlinspect rules schema` helps editors.
code: {code}
name: {name} # unique, in small letters
severity: warning # info, warning or error
summary: The user is deleted. # what is wrong, in one sentence
why: Nobody but the directory deletes users. # why it matters
instead: Let the directory do it. # what to do
on: request # request, response, pair, http; one or a list
# window: {{since: "40.4.4", until: "40.10.0", date: 2024-03-31}} # where it depends on release or day
match:
  # Everything that is given must hold; a list of matches gives several ways.
  - message: "{{operation}} deletes a user" # what a finding says; never a value of the message
    operation: [user.DelUser]
    # element: {{present: [delUser/webExId], absent: [delUser/syncWebOffice]}} # paths from the type down
    # value: {{path: delUser/webExId, test: regex, pattern: "^admin"}} # regular expressions are those of RE2
    # xpath: delUser[count(webExId) > 10] # XPath 1.0; slow, where nothing else will do
# replaces: [AUTH-06] # findings that say the same
sources:
  - house rules # where the fact comes from
examples:
  bad: # must yield this code (and those in `also`)
    - says: A user is deleted
      request: |
{bad}  good: # must yield nothing from any rule
    - says: A user is looked up
      request: |
{good}"""


def scaffold(code: str) -> str:
    """The text of a rule file for `code`.

    Raises:
        ValueError: `code` is none.
    """
    if re.fullmatch(CODE.rstrip("$"), code) is None:
        raise ValueError(
            f"{code} is no code of a rule; write two to five capitals and two digits, as ACME-01"
        )
    return _TEMPLATE.format(
        code=code,
        name=f"user-deleted-{code.lower()}",
        bad=_MESSAGE.format(operation="user.DelUser"),
        good=_MESSAGE.format(operation="user.GetUser"),
    )
