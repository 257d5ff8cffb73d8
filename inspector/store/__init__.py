"""The store: SQLite behind one interface; the only room that speaks SQL."""

from inspector.store.errors import FilterError, StoreError
from inspector.store.filter import Filter, parse
from inspector.store.rows import ExchangeRow, StoreInfo
from inspector.store.store import Store, is_store, open_store

__all__ = [
    "ExchangeRow",
    "Filter",
    "FilterError",
    "Store",
    "StoreError",
    "StoreInfo",
    "is_store",
    "open_store",
    "parse",
]
