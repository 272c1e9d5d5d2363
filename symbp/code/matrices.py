"""The matrix form as a program: the loss and all gradients for any batch, in NumPy or torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from symbp.code.line import parts, rewritten
from symbp.errors import SymbpError
from symbp.formula.tree import Call, Cases, Leaf, Numeral
from symbp.formula.writer import ATOM, POWER
from symbp.general.derivation import General, general
from symbp.general.letters import Letters
from symbp.general.matrix.lines import MatrixForm, MatrixLine, matrix_form
from symbp.general.matrix.nodes import (
    AxisSum,
    Filled,
    Hadamard,
    StableCall,
    is_scalar,
)
from symbp.general.matrix.reading import Samples
from symbp.general.matrix.writer import MatrixText
from symbp.notation import notations
from symbp.templating import fill


@dataclass(frozen=True, slots=True)
class ArrayLibrary:
    """The differences between the array libraries.

    Attributes:
        name: key, and the name of the module.
        prefix: what stands before a function.
        import_line: how it is imported.
        axis, keep: names of the arguments of a sum.
        full: a matrix of one number, from rows, columns and the number.
        number: a number in the precision of the arrays.
    """

    name: str
    prefix: str
    import_line: str
    axis: str
    keep: str
    full: str
    number: str


LIBRARIES: Mapping[str, ArrayLibrary] = {
    library.name: library
    for library in (
        ArrayLibrary(
            "numpy",
            "np",
            "numpy as np",
            "axis",
            "keepdims=True",
            "np.full(({}, {}), {}, dtype=X.dtype)",
            "X.dtype.type({})",
        ),
        ArrayLibrary(
            "torch",
            "torch",
            "torch",
            "dim",
            "keepdim=True",
            "torch.full(({}, {}), {}, dtype=X.dtype)",
            "X.new_tensor({})",
        ),
    )
}

_FUNCTIONS = {"max": "maximum"}


@dataclass(frozen=True)
class _ArrayCode(MatrixText):
    """Python over arrays."""

    library: ArrayLibrary = LIBRARIES["numpy"]

    def tree(self, node: object) -> tuple[str, int]:
        """The node as calls of the library, in forms that stay in the range of the numbers.

        Raises:
            SymbpError: the node holds the activation of a layer whose units differ in it.
        """
        lib, write = self.library, self.write
        match node:
            case StableCall("softplus", (argument,)):
                inner = write(argument)
                return f"{lib.prefix}.logaddexp({lib.prefix}.zeros_like({inner}), {inner})", ATOM
            case StableCall("largest", arguments):
                return self._largest(arguments), ATOM
            case StableCall(function, (argument,)):
                return f"{function}({write(argument)}, {node.axis})", ATOM
            case Filled(number, rows, columns):
                value = write(number)
                return lib.full.format(rows, columns, value if not value.isdigit() else f"{value}.0"), ATOM
            case AxisSum(matrix):
                axes = [i for i, summed in enumerate((node.over_rows, node.over_columns)) if summed]
                axis = f"{lib.axis}={axes[0] if len(axes) == 1 else tuple(axes)}"
                return f"{self.bound(matrix, ATOM)}.sum({axis}, {lib.keep})", ATOM
            case Hadamard((*others, Call("log") as last)):
                # 0·ln 0 is 0, as in the limit: what has no weight costs nothing.
                weight = self.bound(Hadamard(tuple(others)) if len(others) > 1 else others[0], ATOM)
                return f"{lib.prefix}.where({weight} == 0, 0, {weight} * {write(last)})", ATOM
            case Call("f" | "f'"):
                message = "the units of a layer differ in their activation: there is no program in matrices for them"
                raise SymbpError(message)
            case Call("pi", ()):
                return f"{lib.prefix}.pi", ATOM
            case Call("sqrt", (number,)) if is_scalar(number):
                return f"{self.bound(number, ATOM)}**0.5", POWER
            case Call("erf", (argument,)) if lib.name == "numpy":
                return f"erf({write(argument)})", ATOM
            case Call("max", (_, argument)):
                return self._positive(write(argument)), ATOM
            case Call(function, arguments):
                return f"{lib.prefix}.{_FUNCTIONS.get(function, function)}({', '.join(map(write, arguments))})", ATOM
            case Cases(branches):
                # Two numbers would be chosen in a precision of their own, not in that of the arrays.
                several = sum(is_scalar(chosen) for chosen, _ in branches) > 1
                values = [
                    lib.number.format(write(chosen)) if several and is_scalar(chosen) else write(chosen)
                    for chosen, _ in branches
                ]
                out = values[-1]
                for chosen, (_, when) in reversed(list(zip(values[:-1], branches[:-1], strict=True))):
                    out = f"{lib.prefix}.where({write(when)}, {chosen}, {out})"
                return out, ATOM
            case _:
                return super().tree(node)

    def _largest(self, arguments: tuple[object, ...]) -> str:
        numbers = any(argument == Numeral("0") for argument in arguments)
        out, *others = [self.write(argument) for argument in arguments if argument != Numeral("0")]
        for other in others:
            out = f"{self.library.prefix}.maximum({out}, {other})"
        return self._positive(out) if numbers else out

    def _positive(self, argument: str) -> str:
        return f"torch.clamp({argument}, min=0)" if self.library.name == "torch" else f"np.maximum({argument}, 0)"


def code(lines: General, library: str = "numpy", samples: Samples = Samples.COLUMNS, title: str = "") -> str:
    """The program, for batches of any size.

    >>> from symbp.general import architecture, general
    >>> print(code(general(architecture("tanh", "squared-error"))).split("return")[0].splitlines()[-2].strip())
    db1 = D1.sum(axis=1, keepdims=True)  # sum_s delta(1)[j,s]
    """
    if not lines.architecture.whole:
        message = "connections are missing or shared: there is no program in matrices for them"
        raise SymbpError(message)
    architecture = replace(lines.architecture, sizes=(), samples=0)
    form = matrix_form(general(architecture), samples, stable=True)
    parameters = [name for name in form.given if name not in ("X", "Y")]
    trained = {line.name[1:] for line in form.lines if line.key in ("dL/dw", "dL/db")}
    chosen = LIBRARIES[library]
    writer = _ArrayCode(library=chosen)
    shapes = {name: "(" + ", ".join(str(size) for size in shape) + ")" for name, shape in form.given.items()}
    called = {part.function for line in form.lines for part in parts(line.node) if isinstance(part, StableCall | Call)}
    return fill(
        "gradients.py.txt",
        title=title or "A network",
        made_from=_described(form),
        samples=str(samples),
        shapes=shapes,
        parameters=parameters,
        trained=[name for name in parameters if name in trained],
        import_line=chosen.import_line,
        sizes=_sizes(form),
        helpers=[name for name in ("softmax", "log_softmax", "erf") if name in called],
        prefix=chosen.prefix,
        library=chosen,
        lines=list(_rows(form, writer)),
    )


def _rows(form: MatrixForm, writer: _ArrayCode) -> Iterator[dict[str, str]]:
    """The lines, the largest of some exponents in a line of its own where it is first used."""
    names: dict[object, str] = {}
    for line in form.lines:
        before = len(names)

        def named(node: object) -> object:
            """A node as it is; the largest of some exponents by its name."""
            if not isinstance(node, StableCall) or node.function != "largest":
                return node
            return Leaf(names.setdefault(node, f"M{len(names) + 1}"))

        changed = replace(line, node=rewritten(line.node, named))
        for node, name in list(names.items())[before:]:
            yield {"code": f"{name} = {writer.write(node)}", "index": "the largest exponent, which is taken out of all"}
        yield _row(changed, writer, form)


def _row(line: MatrixLine, writer: _ArrayCode, form: MatrixForm) -> dict[str, str]:
    architecture = form.general.architecture
    letters = Letters(notations["z-a"], architecture, line.layer, line.layer)
    index = "" if line.key == "loss" else letters.written(line.source)
    return {"code": f"{line.name} = {writer.write(line.node)}", "index": index or "over all outputs and samples"}


def _sizes(form: MatrixForm) -> list[str]:
    """The sizes that the lines use, from the shapes of what is given."""
    used = {leaf for line in form.lines for leaf in _leaves(line.node)}
    at = {name: (given, axis) for given, shape in reversed(form.given.items()) for axis, name in enumerate(shape)}
    return [f"{name} = {at[name][0]}.shape[{at[name][1]}]" for name in at if isinstance(name, str) and name in used]


def _leaves(node: object) -> set[str]:
    if isinstance(node, Leaf):
        return {node.name}
    if isinstance(node, Filled):
        return {str(node.rows), str(node.columns)} | _leaves(node.number)
    leaves: set[str] = set()
    for field in getattr(node, "__dataclass_fields__", ()):
        value = getattr(node, field)
        for child in value if isinstance(value, tuple) else (value,):
            leaves |= {leaf for part in (child if isinstance(child, tuple) else (child,)) for leaf in _leaves(part)}
    return leaves


def _described(form: MatrixForm) -> str:
    architecture = form.general.architecture
    layers = ", ".join("/".join(function.name for function in kind.functions) for kind in architecture.layers)
    loss = architecture.loss
    return f"Layers: {layers}. Loss: {loss.name} ({loss.outputs} over the outputs, {loss.batch} over the samples)."
