"""The store: SQLite behind one interface; the only room that speaks SQL."""

from inspector.store.connect import is_store
from inspector.store.errors import FilterError, StoreError
from inspector.store.filter import Filter, parse
from inspector.store.keys import KEYS, Key
from inspector.store.rows import ExchangeRow, StoreInfo
from inspector.store.store import Store, open_store

__all__ = [
    "KEYS",
    "ExchangeRow",
    "Filter",
    "FilterError",
    "Key",
    "Store",
    "StoreError",
    "StoreInfo",
    "is_store",
    "open_store",
    "parse",
]
