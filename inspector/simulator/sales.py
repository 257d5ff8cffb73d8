"""The operations on sales sessions, and on accounts, opportunities and products."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, merge, section, sections, text, texts, true
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.rows import by_number, by_text, holding, listed, same
from inspector.simulator.scheduling import creating, deleting, getting, setting
from inspector.simulator.world import Answering, Request, World


def _new(world: World, book: dict[str, Data], row: Data, name: str) -> str:
    """Keep a row under a fresh number, which its element `name` holds."""
    fresh = world.state.ids.digits(6)
    while fresh in book:
        fresh = world.state.ids.digits(6)
    book[fresh] = {**row, name: fresh}
    return fresh


def _change(book: dict[str, Data], row: Data, name: str) -> str:
    known = text(row, name)
    if known not in book:
        raise RefusedError("no-record")
    book[known] = merge(book[known], row)
    return known


def create_account(world: World, request: Request) -> Data:
    """Keep an account."""
    book = world.state.records.accounts
    return {"intAccountID": _new(world, book, _owned(request, "account"), "intAccountID")}


def set_account(world: World, request: Request) -> Data:
    """Change an account."""
    row = section(request.data, "account")
    return {"intAccountID": _change(world.state.records.accounts, row, "intAccountID")}


def _owned(request: Request, name: str) -> Data:
    """What is to be kept, with whose it is: the user whom the request names, else the caller."""
    return {
        **section(request.data, name),
        "webExID": text(request.data, "webExID") or request.visitor.identity,
    }


def list_accounts(world: World, request: Request) -> Data:
    """Accounts that match, with their opportunities where asked for.

    Raises:
        RefusedError: There is none (000015).
    """
    asked, records = request.data, world.state.records
    tests = same(asked, "webExID", "intAccountID", "extAccountID", "extSystemID")
    found: list[Item] = []
    for account in records.accounts.values():
        if not all(test(account) for test in tests):
            continue
        own = [
            o
            for o in records.opportunities.values()
            if text(o, "intAccountID") == text(account, "intAccountID")
        ]
        chances: list[Item] = [*own]
        found.append({**account, "opportunity": chances} if true(asked, "returnOppty") else account)
    if not found:
        raise RefusedError("no-record")
    return {"account": found}


def create_opportunity(world: World, request: Request) -> Data:
    """Keep an opportunity.

    Raises:
        RefusedError: It names an account that is not there (000015).
    """
    row, records = _owned(request, "opportunity"), world.state.records
    account = text(row, "intAccountID")
    if account and account not in records.accounts:
        raise RefusedError("no-record")
    return {"intOpptyID": _new(world, records.opportunities, row, "intOpptyID")}


def set_opportunity(world: World, request: Request) -> Data:
    """Change an opportunity."""
    row = section(request.data, "opportunity")
    return {"intOpptyID": _change(world.state.records.opportunities, row, "intOpptyID")}


def list_opportunities(world: World, request: Request) -> Data:
    """Opportunities that match, with the outer number of their account.

    Raises:
        RefusedError: There is none (000015).
    """
    records = world.state.records
    names = ("webExID", "intAccountID", "extAccountID", "intOpptyID", "extOpptyID", "extSystemID")
    tests = same(request.data, *names)
    rows: list[Data] = []
    for one in records.opportunities.values():
        account = records.accounts.get(text(one, "intAccountID"), {})
        outer = text(account, "extAccountID")
        rows.append({**one, "extAccountID": outer} if outer else one)
    found: list[Item] = [row for row in rows if all(test(row) for test in tests)]
    if not found:
        raise RefusedError("no-record")
    return {"opportunity": found}


def add_products(world: World, request: Request) -> Data:
    """Keep products."""
    book = world.state.records.products
    found: list[Item] = [_new(world, book, row, "prodID") for row in sections(request.data, "product")]
    if not found:
        raise RefusedError("element-wanted", element="product")
    return {"prodID": found}


def set_products(world: World, request: Request) -> Data:
    """Change products; none is changed where one of them is not there."""
    book, rows = world.state.records.products, sections(request.data, "product")
    if not rows or any(text(row, "prodID") not in book for row in rows):
        raise RefusedError("no-record")
    found: list[Item] = [_change(book, row, "prodID") for row in rows]
    return {"prodID": found}


def list_products(world: World, request: Request) -> Data:
    """Products that match."""
    asked = request.data
    wanted = texts(asked, "prodID")
    rows = [row for number, row in world.state.records.products.items() if not wanted or number in wanted]
    keys = {**by_number(PRODID="prodID"), **by_text(NAME="name", DESCRIPTION="description")}
    return listed("product", rows, holding(asked, "name"), keys, asked)


HANDLERS = {
    "sales.CreateSalesSession": Answering(creating("sales")),
    "sales.SetSalesSession": Answering(setting("sales")),
    "sales.GetSalesSession": Answering(getting("sales")),
    "sales.DelSalesSession": Answering(deleting("sales")),
    "sales.CreateAccount": Answering(create_account),
    "sales.SetAccount": Answering(set_account),
    "sales.LstAccounts": Answering(list_accounts),
    "sales.CreateOpportunity": Answering(create_opportunity),
    "sales.SetOpportunity": Answering(set_opportunity),
    "sales.LstOpportunities": Answering(list_opportunities),
    "sales.AddProducts": Answering(add_products),
    "sales.SetProducts": Answering(set_products),
    "sales.LstProducts": Answering(list_products),
}
