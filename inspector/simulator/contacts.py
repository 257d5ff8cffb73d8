"""Address books: contacts and distribution lists."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, merge, section, sections, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.records import Contact, DistList
from inspector.simulator.users import check_addresses
from inspector.simulator.world import Answering, Request, World


def create_contacts(world: World, request: Request) -> Data:
    """Keep contacts in the caller's address book."""
    check_addresses(world, request.data)
    found: list[Item] = []
    for data in sections(request.data, "contact"):
        number = _number(world)
        kept = Contact(number, request.visitor.identity.lower(), data)
        world.state.records.contacts[number] = kept
        found.append(number)
    if not found:
        raise RefusedError("element-wanted", element="contact")
    return {"contactID": found}


def _number(world: World) -> str:
    records = world.state.records
    fresh = world.state.ids.digits(7)
    while fresh in records.contacts or fresh in records.lists:
        fresh = world.state.ids.digits(7)
    return fresh


def _owner(request: Request) -> str:
    """Whose address book: the host's whom the request names, else the caller's."""
    return (text(request.data, "hostWebExID") or request.visitor.identity).lower()


def list_contacts(world: World, request: Request) -> Data:
    """Contacts of an address book, those of one distribution list or all.

    Raises:
        RefusedError: There is none, or no such list (000015).
    """
    asked, owner, records = request.data, _owner(request), world.state.records
    numbers = list(records.contacts)
    if text(asked, "distListID") or text(asked, "distListName"):
        lists = _lists(world, owner, text(asked, "distListID"), text(asked, "distListName"))
        numbers = [number for found in lists for number in found.contacts]
    kind = text(asked, "addressType")
    found: list[Item] = []
    for number in numbers:
        contact = records.contacts.get(number)
        if contact is None or contact.owner != owner:
            continue
        shown = merge({"address": {"addressType": "PERSONAL"}}, contact.data)
        if not kind or text(shown, "address", "addressType") == kind:
            found.append(contact.data)
    if not found:
        raise RefusedError("no-record")
    return {"contact": found}


def _lists(world: World, owner: str, number: str, name: str) -> list[DistList]:
    return [
        one
        for one in world.state.records.lists.values()
        if one.owner == owner
        and (not number or one.number == number)
        and (not name or name.lower() == text(one.data, "name").lower())
    ]


def create_list(world: World, request: Request) -> Data:
    """Keep a distribution list of contacts that are there.

    Raises:
        RefusedError: One of the contacts is not there (000015).
    """
    data = section(request.data, "distList")
    if not text(data, "name"):
        raise RefusedError("element-wanted", element="name")
    wanted = _contacts(world, data)
    number = _number(world)
    kept = DistList(number, request.visitor.identity.lower(), data, wanted)
    world.state.records.lists[number] = kept
    return {"distListID": number}


def _contacts(world: World, data: Data) -> list[str]:
    wanted = texts(data, "contactID")
    if any(number not in world.state.records.contacts for number in wanted):
        raise RefusedError("no-record")
    return wanted


def set_list(world: World, request: Request) -> Data:
    """Change a distribution list: its name and words, and add contacts to it or take them out.

    Raises:
        RefusedError: There is no such list, or no such contact (000015).
    """
    data = section(request.data, "distList")
    kept = world.state.records.lists.get(text(data, "distListID"))
    if kept is None:
        raise RefusedError("no-record")
    wanted, operation = _contacts(world, data), text(data, "contactOperation") or "ADD"
    if operation == "DELETE_ALL":
        kept.contacts = []
    elif operation == "DELETE":
        kept.contacts = [number for number in kept.contacts if number not in wanted]
    else:
        kept.contacts.extend(number for number in wanted if number not in kept.contacts)
    named: Data = {name: text(data, name) for name in ("name", "desc") if text(data, name)}
    kept.data = merge(kept.data, named)
    return {}


def list_lists(world: World, request: Request) -> Data:
    """Distribution lists that match; all of them are personal.

    Raises:
        RefusedError: There is none (000015).
    """
    asked = request.data
    found: list[Item] = []
    if text(asked, "addressType") != "GLOBAL":
        lists = _lists(world, _owner(request), text(asked, "distListID"), text(asked, "name"))
        found = [{**one.data, "distListID": one.number, "addressType": "PERSONAL"} for one in lists]
    if not found:
        raise RefusedError("no-record")
    return {"distList": found}


HANDLERS = {
    "ep.CreateContacts": Answering(create_contacts),
    "ep.LstContact": Answering(list_contacts),
    "ep.CreateDistList": Answering(create_list),
    "ep.SetDistList": Answering(set_list),
    "ep.LstDistList": Answering(list_lists),
}
