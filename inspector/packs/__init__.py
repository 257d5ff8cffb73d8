"""Rule packs as a product: their examples run, new rules begun, pages written, names checked."""

from inspector.packs.bench import Bench, Failure, Outcome
from inspector.packs.grounding import Grounding, Stray
from inspector.packs.pages import pages
from inspector.packs.prices import Price, price
from inspector.packs.scaffold import scaffold

__all__ = ["Bench", "Failure", "Grounding", "Outcome", "Price", "Stray", "pages", "price", "scaffold"]
