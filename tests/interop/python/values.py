"""Values that a server must give back unchanged, for each function of idl/conformance.thrift that echoes."""
import math

from conformance.ttypes import (
    Choice, Color, Containers, Defaults, Everything, Keys, Needs, NotFound, Nothing, Point, Release1, Release2,
    Scalars, Sparse, Tree, Unnumbered,
)
from conformance_base.ttypes import Identity, Weekday

TEXTS = ["", "a", "grüß dich", "日本語", "🌍🚀👩‍👩‍👧", "nul \0 inside", 'quote " back \\ line \n', "ÿ" * 200, "e\u0301"]
BYTES = [b"", b"\0", bytes(range(256)), b"\xff\xfe\x80", b"x" * 70_000]
DOUBLES = [0.0, -0.0, 1.5, -1e-300, 1.7976931348623157e308, 5e-324, math.pi, math.inf, -math.inf, math.nan]
INTS = [0, 1, -1, 63, 64, -64, -65, 127, 128, 300, 2**31 - 1, -(2**31)]
LONGS = INTS + [2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 1 << 32]


def scalars(n=1):
    return Scalars(
        truth=n % 2 == 1, tiny=-n % 128, small=-32768, medium=2**31 - 1, large=-(2**63), real=n / 3,
        text=f"текст {n}", data=bytes([n % 256, 0, 255]), color=Color.NONE, at=1_700_000_000_000 + n,
    )


def containers():
    return Containers(
        bools=[True, False, False, True],
        bytes=[-128, 0, 127],
        shorts=[-32768, 0, 32767],
        ints=INTS,
        longs=LONGS,
        doubles=[0.5, -0.0, math.inf],
        words=TEXTS,
        blobs=BYTES[:4],
        colors=[Color.RED, Color.NONE, Color.BLUE],
        points=[Point(x, -x) for x in range(20)],
        numbers={1, 2, 3, -2**31},
        names={"", "one", "zwei"},
        counts={"": 0, "one": 1, "__proto__": 2, "constructor": 3},
        labels={0: "zero", -1: "minus one", 2**31 - 1: "largest"},
        index={"none": [], "some": ["a", "b"]},
        cube=[[[1, 2], []], [], [[3]]],
        deep={"a": {"b": [{1, 2}, set()], "c": []}, "d": {}},
        rows=[{"one": scalars(1), "two": scalars(2)}, {}, {"three": scalars(3)}],
    )


def empty_containers():
    return Containers(
        bools=[], bytes=[], shorts=[], ints=[], longs=[], doubles=[], words=[], blobs=[], colors=[], points=[],
        numbers=set(), names=set(), counts={}, labels={}, index={}, cube=[], deep={}, rows=[],
    )


def keys():
    return Keys(
        truths={True: "yes", False: "no"},
        longs={2**63 - 1: -(2**63), 0: 2**53 + 1},
        reals={0.5: "half", -math.inf: "least"},
        blobs={b"": b"\0", b"\xff\0": b"both"},
        days={Color.RED: Weekday.SUNDAY, Color.NONE: Weekday.MONDAY},
        bools={True, False},
        instants={2**63 - 1, 0},
        chunks={b"", b"\x80"},
        palette={Color.GREEN, Color.BLUE},
        places={Point(0, 0): "origin", Point(-1, 2**31 - 1): "far"},
        corners={Point(1, 1), Point(1, 2)},
    )


def chain(depth):
    """A tree nested `depth` deep through its optional field."""
    tree = Tree(value=depth)
    for value in range(depth - 1, 0, -1):
        tree = Tree(value=value, after=tree)
    return tree


def tree():
    return Tree(1, [Tree(2, []), Tree(3, [Tree(4, None, Tree(5))])], Tree(6))


def sparse():
    return Sparse(high="200", one="1", highest="32767", seventeen="17", sixteen="16", two=False)


def everything():
    return Everything(
        scalars=scalars(),
        containers=containers(),
        keys=keys(),
        choice=Choice(words=["a", ""]),
        tree=tree(),
        needs=Needs(must="", should="is", zero=0, flag=False, items=[], place=Point(0, 0)),
        defaults=Defaults(medium=-1, needed="other"),
        sparse=sparse(),
        nothing=Nothing(),
        identity=Identity(process=1, thread=2, count=3),
        failure=NotFound(key="an exception is a struct too"),
    )


def release2():
    return Release2(
        name="second", scalars=scalars(), containers=containers(), grid={1: {2: Point(3, 4)}, 5: {}},
        tree=tree(), truth=True, reals={0.5}, choice=Choice(number=1), last=-9,
    )


def tamed(value, text):
    """The same with another number in the place of infinities and NaN, and with strings as `text` makes them."""

    def tame(part):
        if isinstance(part, float):
            return part if math.isfinite(part) else 0.125
        if isinstance(part, str):
            return text(part)
        if isinstance(part, dict):
            return {tame(key): tame(item) for key, item in part.items()}
        if isinstance(part, (list, set)):
            return type(part)(map(tame, part))
        if hasattr(part, "thrift_spec"):
            return type(part)(**{name: tame(item) for name, item in vars(part).items()})
        return part

    return tame(value)


# Function -> the values to call it with.
ECHOES = {
    "echoBool": [True, False],
    "echoByte": [0, 1, -1, 127, -128],
    "echoI16": [0, 1, -1, 255, 32767, -32768],
    "echoI32": INTS,
    "echoI64": LONGS,
    "echoDouble": DOUBLES,
    "echoString": TEXTS + ["ü" * 500_000],
    "echoBinary": BYTES + [bytes(range(256)) * 4096],
    "echoColor": [Color.RED, Color.GREEN, Color.BLUE, Color.NONE, 99],
    "echoInstant": [0, 2**63 - 1],
    "echoWeekday": [Weekday.MONDAY, Weekday.SUNDAY],
    "echoInts": [[], [7], list(range(14)), list(range(15)), list(range(10_000))],
    "echoNames": [set(), {"a"}, {str(n) for n in range(1000)}],
    "echoMap": [{}, {"": ""}, {"__proto__": "a", "toString": "b"}, {str(n): "v" * n for n in range(200)}],
    "echoCube": [[], [[]], [[[]]], [[[n] * n for n in range(20)]] * 3],
    "echoNested": [[], [{}], [{"a": {1, 2}, "b": set()}, {}, {"": {-1}}]],
    "echoScalars": [scalars(n) for n in range(4)],
    "echoContainers": [empty_containers(), containers()],
    "echoKeys": [keys()],
    "echoChoice": [Choice(name=""), Choice(number=-1), Choice(point=Point(1, 2)), Choice(words=[])],
    "echoTree": [Tree(0), tree(), chain(50)],
    "echoNeeds": [
        Needs(must="m", should="s"),
        Needs(must="", may="", should="", zero=0, flag=False, items=[], place=Point(0, 0)),
    ],
    "echoDefaults": [Defaults(), Defaults(truth=False, text="", ints=[], names=set(), counts={}, point=Point(0, 0))],
    "echoSparse": [sparse(), Sparse(high="", one="", highest="", seventeen="", sixteen="", two=True)],
    "echoUnnumbered": [Unnumbered("first", 2), Unnumbered("", -(2**31))],
    "echoNothing": [Nothing()],
    "echoEverything": [everything(), Everything(scalars=scalars(), containers=empty_containers())],
    "echoRelease1": [Release1("first", 1)],
    "echoRelease2": [release2()],
}
