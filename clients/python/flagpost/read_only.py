"""JSON as it is handed out: shared by all who read it, so that nobody changes it. Its types are in read_only.pyi."""

from collections.abc import Mapping


class ReadOnlyDict(dict):
    """A dictionary to `json.dumps` and whoever else reads it, which refuses to be changed."""

    __slots__ = ()

    def to_dict(self):
        return {name: thaw(value) for name, value in self.items()}

    def _refuse(self, *arguments, **keywords):
        raise TypeError("what a flag says is read-only: to_dict() gives a copy that may be changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self):
        return dict(self)

    def __deepcopy__(self, memo):
        return self.to_dict()

    def __reduce__(self):
        return ReadOnlyDict, (dict(self),)


NOTHING = ReadOnlyDict()


def freeze(value):
    if isinstance(value, Mapping):
        return ReadOnlyDict({name: freeze(inner) for name, inner in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple([freeze(inner) for inner in value])
    return value


def object_of(value):
    if isinstance(value, ReadOnlyDict):
        return value
    return freeze(value) if isinstance(value, Mapping) else None


def thaw(value):
    if isinstance(value, Mapping):
        return {name: thaw(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(inner) for inner in value]
    return value
