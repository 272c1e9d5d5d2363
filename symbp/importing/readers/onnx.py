"""ONNX: plain dense networks, as a chain of Gemm or MatMul, Add and activations, these in one operator or in several.

An ONNX file is data: a graph of operators and their arrays. What is not a link of such a chain is
refused by its name.

Source: ONNX operator specifications, opset 13 and later (Gemm, MatMul, Add, Relu, LeakyRelu, …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy.typing as npt

from symbp.errors import MissingProgramError, SpecError, did_you_mean
from symbp.importing.compound import Node, compound
from symbp.importing.model import Layer, Model, checked, linear, numbers
from symbp.importing.readers.base import ModelReader
from symbp.limits import LARGEST_MODEL

_ACTIVATIONS = {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "Softplus": "softplus",
    "LeakyRelu": "leaky-relu",
    "Softsign": "softsign",
    "Gelu": "gelu",
    "Elu": "elu",
    "HardSigmoid": "hard-sigmoid",
}
_ALPHA = {"LeakyRelu": ("leak", 0.01), "Elu": ("scale", 1.0)}
"""Operators whose alpha is an option of the activation, and its default."""
_SIXTH = 1e-6
"""How far from 1/6 a slope of 32 bits may lie."""
_NOTHING = frozenset({"Identity", "Dropout"})


def _read(path: Path) -> Model:
    try:
        import onnx
        from google.protobuf.message import DecodeError
        from onnx import numpy_helper
    except ImportError:
        message = "onnx is not installed. Install it with: pip install 'symbp[onnx]'"
        raise MissingProgramError(message) from None
    if path.stat().st_size > LARGEST_MODEL:
        message = f"larger than {LARGEST_MODEL // 1_000_000} MB"
        raise SpecError(message)
    try:
        model: Any = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError, ValueError, RecursionError) as error:
        message = f"it cannot be read as ONNX: {' '.join(str(error).split())[:120] or type(error).__name__}"
        raise SpecError(message) from None
    graph = model.graph
    if any(tensor.data_location for tensor in graph.initializer):
        message = "its arrays are in other files: not supported"
        raise SpecError(message)
    try:
        arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        constants = [node for node in graph.node if node.op_type == "Constant" and node.attribute[0].name == "value"]
        arrays |= {node.output[0]: numpy_helper.to_array(node.attribute[0].t) for node in constants}
    except (ValueError, TypeError, KeyError) as error:
        message = f"an array in it cannot be read: {' '.join(str(error).split())[:120]}"
        raise SpecError(message) from None
    try:
        return _Chain(arrays).model(graph)
    except (IndexError, KeyError):
        message = "a node in it lacks an input, an output or an attribute"
        raise SpecError(message) from None


class _Chain:
    """Follows the one value that goes from the input through the nodes."""

    def __init__(self, arrays: Mapping[str, npt.ArrayLike]) -> None:
        self.arrays = arrays
        self.layers: list[Layer] = []

    def model(self, graph: Any) -> Model:
        """The layers along the chain, from the input to the output of the graph."""
        inputs = [value.name for value in graph.input if value.name not in self.arrays]
        if len(inputs) != 1 or len(graph.output) != 1:
            message = f"{len(inputs)} inputs and {len(graph.output)} outputs; expected one of each"
            raise SpecError(message)
        current = inputs[0]
        nodes = [node for node in graph.node if node.op_type != "Constant" or node.output[0] not in self.arrays]
        passed = 0
        while passed < len(nodes):
            node = nodes[passed]
            if current not in node.input:
                message = f"node '{node.name or node.op_type}' does not continue the chain: branches are not supported"
                raise SpecError(message)
            taken = self._written_out(nodes[passed:], current) or self._take(node, current)
            passed += taken
            current = nodes[passed - 1].output[0]
        if current != graph.output[0].name:
            message = f"the output '{graph.output[0].name[:40]}' is not the end of the chain: not supported"
            raise SpecError(message)
        layers = [layer if layer.activation else replace(layer, activation="identity") for layer in self.layers]
        return checked(layers)

    def _written_out(self, nodes: Sequence[Node], current: str) -> int:
        """Take an activation that is written out in several operators; how many they are, 0 if there is none."""
        last = self.layers[-1] if self.layers else None
        if last is None or last.activation or (nodes[0].op_type in _ACTIVATIONS and not _branches(nodes, current)):
            return 0
        found = compound(nodes, current, self.arrays)
        if found is None:
            return 0
        self.layers[-1] = replace(last, activation=found[0])
        return found[1]

    def _take(self, node: Any, current: str) -> int:
        """Take one operator."""
        links: dict[str, Callable[[Any, str], None]] = {"Gemm": self._gemm, "MatMul": self._matmul, "Add": self._add}
        kind = node.op_type
        if kind in links:
            links[kind](node, current)
        elif kind in _ACTIVATIONS:
            self._activation(node)
        elif kind == "Flatten" and _attributes(node).get("axis", 1) == 1:
            return 1  # A row of numbers is flat already.
        elif kind not in _NOTHING:
            known = ["Gemm", "MatMul", "Add", *_ACTIVATIONS]
            message = f"operator {kind[:40]} (node '{node.name[:40]}') is not supported. {did_you_mean(kind, known)}"
            raise SpecError(message)
        return 1

    def _array(self, node: Any, at: int) -> Any:
        name = node.input[at]
        if name not in self.arrays:
            message = f"{node.op_type} '{node.name}': its input '{name}' is no stored array: not supported"
            raise SpecError(message)
        return self.arrays[name]

    def _gemm(self, node: Any, current: str) -> None:
        options = _attributes(node)
        odd = [key for key in ("alpha", "beta") if options.get(key, 1.0) != 1.0] + ["transA"] * bool(
            options.get("transA", 0)
        )
        if odd or node.input[0] != current:
            message = f"Gemm '{node.name}' with {', '.join(odd) or 'the input as its second factor'}: not supported"
            raise SpecError(message)
        weights = self._array(node, 1)
        weights = weights if options.get("transB", 0) else weights.T
        bias = self._array(node, 2) if len(node.input) > 2 else None
        self.layers.append(linear(node.name or f"layer {len(self.layers) + 1}", weights, _row(bias)))

    def _matmul(self, node: Any, current: str) -> None:
        if node.input[0] != current:
            message = f"MatMul '{node.name}' with the input as its second factor: not supported"
            raise SpecError(message)
        self.layers.append(linear(node.name or f"layer {len(self.layers) + 1}", self._array(node, 1).T, None))

    def _add(self, node: Any, current: str) -> None:
        last = self.layers[-1] if self.layers else None
        if last is None or last.bias is not None or last.activation:
            message = f"Add '{node.name}' does not follow a MatMul: not supported"
            raise SpecError(message)
        bias = self._array(node, 1 if node.input[0] == current else 0)
        if bias.ndim and bias.shape[-1] != bias.size:
            message = f"Add '{node.name}' adds an array of the shape {bias.shape}, which is no bias: not supported"
            raise SpecError(message)
        self.layers[-1] = replace(last, bias=numbers(_row(bias), f"{last.name}.bias"))

    def _activation(self, node: Any) -> None:
        last = self.layers[-1] if self.layers else None
        if last is None or last.activation:
            message = f"{node.op_type} '{node.name}' does not follow a layer: not supported"
            raise SpecError(message)
        options = _attributes(node)
        if node.op_type == "Softmax" and options.get("axis", -1) not in (-1, 1):
            message = f"Softmax '{node.name}' over axis {options['axis']}: not supported"
            raise SpecError(message)
        slope, middle = options.get("alpha", 0.2), options.get("beta", 0.5)
        if node.op_type == "HardSigmoid" and (abs(slope - 1 / 6) > _SIXTH or middle != 0.5):
            message = f"HardSigmoid '{node.name}' of slope {slope:.6g}, and {middle:g} at 0: not supported"
            raise SpecError(message)
        option, default = _ALPHA.get(node.op_type, ("", 0.0))
        own = {option: float(options.get("alpha", default))} if option else {}
        form = "-tanh" if options.get("approximate") == b"tanh" else ""
        self.layers[-1] = replace(last, activation=_ACTIVATIONS[node.op_type] + form, options=own)


def _branches(nodes: Sequence[Node], current: str) -> bool:
    """Whether several operators go on from a value."""
    return sum(current in node.input for node in nodes) > 1


def _row(bias: Any) -> object:
    return None if bias is None else bias.reshape(-1)


def _attributes(node: Any) -> dict[str, Any]:
    return {each.name: {1: each.f, 3: each.s}.get(each.type, each.i) for each in node.attribute}


ONNX = ModelReader(name="onnx", suffixes=(".onnx",), read=_read)
