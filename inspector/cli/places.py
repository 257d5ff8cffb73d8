"""Places that options name, held against what the schema and the recordings have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from inspector.cli.differences import places
from inspector.cli.output import CommandError
from inspector.cli.recorded import Recording
from inspector.compare import Ignored, Noise, Side, Tree
from inspector.schema.content import ComplexType
from inspector.schema.master import Master

_MOST = 3


def known_places(option: str, given: Sequence[str] | None, recordings: Iterable[Recording]) -> Ignored:
    """The places that an option names.

    Args:
        option: Its name, for what is wrong with it.
        given: Names and ends of paths, with commas between; None for none.
        recordings: What may have elements that the schema does not know.

    Raises:
        CommandError: No message can have an element of this name.
    """
    found = places(given)
    if given and not found.ends:
        raise CommandError(f"{option} {','.join(given)!r}: names no element; give names or ends of paths")
    opened = list(recordings)
    wanted = {step for end in found.ends for step in end.strip("/").split("/")}
    known = _spelled(_of_schema(opened[0].core.judge.master)) if wanted else {}
    strange = wanted - set(known)
    if strange:  # rare, and the recordings have to be read for it
        known.update(_spelled(_of_recordings(opened)))
    for step in sorted(strange - set(known)):
        near = [known[name] for name in get_close_matches(step, known, n=_MOST)]
        hint = f"nearest are {', '.join(near)}" if near else "names are local names, as webExId"
        raise CommandError(f"{option} {step}: no message has an element of this name; {hint}")
    return found


def _spelled(names: set[str]) -> dict[str, str]:
    """Names by their lower case; always the same of several spellings."""
    return {name.lower(): name for name in sorted(names, reverse=True)}


def _of_schema(master: Master) -> set[str]:
    """Names that a path of a message may hold: of types and of all elements."""
    names = {local for _, local in master.types} | {"header"}
    seen: set[int] = set()
    stack = [type_ for type_ in master.types.values() if isinstance(type_, ComplexType)]
    while stack:
        type_ = stack.pop()
        if id(type_) in seen:
            continue
        seen.add(id(type_))
        for particle in type_.particles:
            names.add(particle.name)
            if isinstance(particle.type, ComplexType):
                stack.append(particle.type)
    return names


def _of_recordings(recordings: Iterable[Recording]) -> set[str]:
    names: set[str] = set()
    for opened in recordings:
        side = Side(opened.plain_reader(Noise()), opened.seqs(), opened.store.record)
        for seq in side.seqs:
            record = side.record(seq)
            for tree in (side.request(record), side.answer(record)) if record is not None else ():
                if tree is not None:
                    names |= _names(tree)
    return names


def _names(tree: Tree) -> set[str]:
    roots = [tree.header, *(call.content for call in tree.calls)]
    return {
        step for root in roots if root is not None for leaf in root.leaves() for step in leaf.path.split("/")
    }
