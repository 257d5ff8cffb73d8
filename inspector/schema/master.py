"""The master: every type and operation of every release, read from the annotated XSD files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from inspector.schema.build import Builder, Type
from inspector.schema.content import ComplexType, Name, Operation
from inspector.schema.documents import MasterError, read
from inspector.schema.lookup import Index
from inspector.schema.marks import XS, text

SERVICE = "http://www.webex.com/schemas/2002/06/service"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a request's xsi:type leads to.

    Attributes:
        operation: The operation, None where it is not known.
        wrong_package: True where it was found by its name alone although a package or namespace was given.
        nearest: Full names of the nearest operations where it is not known, best first.
    """

    operation: Operation | None
    wrong_package: bool = False
    nearest: tuple[str, ...] = ()


class Master:
    """The content model of all releases.

    Attributes:
        types: All named types by (namespace, local name).
        operations: All operations by full name, "meeting.auo.CreateTeleconferenceSession".
        prefixes: Usual prefix to namespace; several prefixes may stand for one.
        bindings: Binding path to namespace ("meeting.auo", "training", ...).
        scope: What it is the master of, as " in ...", for messages; "" for all releases.
        message_type: The type of the root element.
    """

    def __init__(
        self,
        types: dict[Name, Type],
        operations: dict[str, Operation],
        prefixes: dict[str, str],
        bindings: dict[str, str],
        scope: str = "",
    ) -> None:
        self.types = types
        self.operations = operations
        self.prefixes = prefixes
        self.bindings = bindings
        self.scope = scope
        message = types.get((SERVICE, "messageType"))
        if not isinstance(message, ComplexType):
            raise MasterError(f"no complex type messageType in {SERVICE}")
        self.message_type = message
        self._namespaces = frozenset(prefixes.values())
        self._packages = {key.lower(): value for key, value in (*prefixes.items(), *bindings.items())}
        self._requests = Index({op.name: op.request for op in operations.values()})
        self._responses = Index({op.name: op.response for op in operations.values() if op.response})

    @classmethod
    def load(cls, folder: Path) -> Master:
        """Read the XSD files of `folder`.

        Raises:
            MasterError: One is missing, broken, or refers to something that is not there.
        """
        documents = read(folder)
        types = Builder(documents).types()
        operations: dict[str, Operation] = {}
        for file, root in documents.items():
            for node in root.iterchildren(f"{XS}complexType"):
                if text(node, "operation"):
                    operation = _operation(node, root.get("targetNamespace", ""), types, file)
                    operations[operation.name] = operation
        prefixes, bindings = _names(documents, "prefix"), _names(documents, "binding")
        return cls(types, dict(sorted(operations.items())), prefixes, bindings)

    def type(self, prefixed: str) -> Type:
        """The named type that "meet:createMeeting" stands for.

        Raises:
            KeyError: There is none.
        """
        prefix, _, local = prefixed.rpartition(":")
        return self.types[(self.prefixes[prefix], local)]

    def resolve(self, package: str, name: str, namespace: str | None = None) -> Resolution:
        """The operation that a request's xsi:type means (R4): any letter case, any known prefix or path.

        The namespace decides where it is a known one, else the package as binding path or as usual prefix,
        else the name alone (every operation name stands in one namespace only).

        Args:
            package: Binding path or prefix as sent, "" where there is none.
            name: Operation or type name as sent.
            namespace: Namespace that the prefix is bound to, None where it is none or there is no prefix.
        """
        home = self._home(package, namespace)
        full = self._requests.find(name, home) if home else None
        if full is not None:
            return Resolution(self.operations[full])
        full = self._requests.find(name, None)
        if full is not None:
            return Resolution(self.operations[full], wrong_package=bool(package or namespace))
        return Resolution(None, nearest=self._requests.nearest(name))

    def response_operation(self, prefix: str, name: str, namespace: str | None = None) -> Operation | None:
        """The operation whose answer has the type `prefix:name`, any letter case; None if none is known."""
        home = self._home(prefix, namespace)
        full = self._responses.find(name, home) or self._responses.find(name, None)
        return self.operations[full] if full else None

    def nearest_answers(self, name: str) -> tuple[str, ...]:
        """Types of answers that are spelled nearly like `name`, with their usual prefixes; best first."""
        usual = {namespace: prefix for prefix, namespace in reversed(list(self.prefixes.items()))}
        types = (self.operations[full].response for full in self._responses.nearest(name))
        return tuple(f"{usual[made.name[0]]}:{made.name[1]}" for made in types if made and made.name)

    def _home(self, package: str, namespace: str | None) -> str | None:
        if namespace in self._namespaces:
            return namespace
        return self._packages.get(package.lower())


def _names(documents: dict[str, etree._Element], mark: str) -> dict[str, str]:
    """What the roots list under `mark`, each with its target namespace."""
    return {
        name: root.get("targetNamespace", "")
        for root in documents.values()
        for name in text(root, mark).split()
    }


def _operation(node: etree._Element, namespace: str, types: dict[Name, Type], file: str) -> Operation:
    """The operation that a marked request type stands for."""
    local = node.get("name", "")
    request = types[(namespace, local)]
    response: ComplexType | None = None
    if text(node, "response"):
        prefix, _, answer = text(node, "response").rpartition(":")
        found = types.get((node.nsmap.get(prefix) or "", answer))
        if not isinstance(found, ComplexType):
            raise MasterError(
                f"{file}:{node.sourceline}: response {text(node, 'response')!r} is not declared"
            )
        response = found
    if not isinstance(request, ComplexType):
        raise MasterError(f"{file}:{node.sourceline}: {local!r} is no complex type")
    return Operation(
        name=f"{text(node, 'operation')}.{local[:1].upper()}{local[1:]}",
        binding=text(node, "operation"),
        request=request,
        response=response,
        access=text(node, "access") or "read",
        retired=text(node, "retired") or None,
        window=request.window,
        source=request.source,
    )
