"""The mistake that a small change takes back, by what was mistaken for what."""

from __future__ import annotations

import ast

from symbp.marking.listing.repairing.edits import PRODUCTS, Edit, word_of
from symbp.marking.listing.repairing.roles import NOTHING, NUMBERS, Role

_ARRANGING = PRODUCTS | {"transpose", "t"}


def mistake_of(edit: Edit, old: Role, new: Role, whole: tuple[Role, Role], *, updates: bool) -> str:
    """The key of the mistake.

    Args:
        edit: the change.
        old: what the changed part was.
        new: what was put in or taken out.
        whole: what the statement made, and what it makes with the change.
        updates: whether the statement makes new parameters.
    """
    after = whole[1]
    match edit.kind:
        case "mask":
            return "relu-mask"
        case "sign":
            return "update-sign" if updates else _of_sign(edit, after)
        case "transpose" | "swap":
            return "gradient-transposed" if after[0] == "dw" else "transposed-weights"
        case "axis":
            return "bias-summed"
        case "other":
            return _of_other(edit, old, new, whole)
        case "half":
            return "half-of-slope"
        case "times" | "slope":
            return _of_factor(edit, new, whole)
        case "wrap":
            return "activation-left-out" if after[0] in ("out", "in") else "slope-left-out"
        case "function":
            return "another-activation" if after[0] in ("out", "in") else "wrong-slope"
        case "unwrap":
            return "another-activation" if after[0] in ("out", "in") else "wrong-slope"
        case "power" | "number" if old[0] == "out" or edit.kind == "power":
            return "wrong-slope"
        case "plus":
            return {"b": "bias-left-out", "w": "wrong-weight"}.get(new[0], "another-sample")
        case "factor":
            return "rate-left-out" if updates else "factor-two" if _has(edit.new, 2) else "normalisation"
        case "number" if not updates and _has(edit.old, 2) | _has(edit.new, 2):
            return "factor-two"
        case "division":
            return "division"
        case "drop":
            return _of_drop(edit, new, old)
    return {
        "late": "updated-weights",
        "twice": "update-twice",
        "zero": "gradients-not-zeroed",
        "adds": "another-sample",
        "slice": "wrong-weight" if after[0] != "dw" else "wrong-activation",
    }.get(edit.kind, "another-array")


def _of_sign(edit: Edit, after: Role) -> str:
    swapped = isinstance(edit.old, ast.BinOp) and isinstance(edit.old.op, ast.Sub) and isinstance(edit.new, ast.BinOp)
    minus = swapped and isinstance(edit.new, ast.BinOp) and isinstance(edit.new.op, ast.Sub)
    return "target-minus-output" if minus or after[0] in ("dout", "part") else "sign"


def _of_other(edit: Edit, old: Role, new: Role, whole: tuple[Role, Role]) -> str:
    """One array in the place of another."""
    in_slope = isinstance(edit.holder, ast.Call) and word_of(edit.holder) not in _ARRANGING
    one, two = old[0], new[0]
    if two == "w":
        return {"new w": "updated-weights", "dw": "gradient-for-weight", "w": "wrong-weight"}.get(one, "another-array")
    if one in ("w", "new w") and two in ("out", "x"):
        return "weight-for-output"
    if one in ("in", "out", "x") and two in ("in", "out", "x"):
        if one != two and {one, two} == {"in", "out"}:
            forward = whole[1][0] in ("in", "out", "dw") or _in_product(edit)
            return "pre-activation-forward" if one == "in" and forward and not in_slope else "slope-at-wrong-place"
        if one == "x":
            return "inputs-for-activations"
        return "wrong-activation" if whole[1][0] in ("in", "dw") and not in_slope else "slope-at-wrong-place"
    if one in ("dout", "part") and two == "din":
        return "slope-left-out"
    if one in ("din", "dout") and two in ("din", "dout"):
        return "wrong-delta"
    if one in ("dw", "db") and two in ("dw", "db"):
        return "wrong-delta"
    if one == "slope" or two == "slope":
        return "slope-at-wrong-place"
    return "another-array"


def _in_product(edit: Edit) -> bool:
    """Whether the part stands in a product of matrices by itself."""
    holder = edit.holder
    if isinstance(holder, ast.BinOp):
        return isinstance(holder.op, ast.MatMult)
    return isinstance(holder, ast.Call) and word_of(holder) in _ARRANGING


def _of_factor(edit: Edit, new: Role, whole: tuple[Role, Role]) -> str:
    """A factor that was left out."""
    half = isinstance(edit.old, ast.BinOp) and isinstance(edit.old.op, ast.Sub)
    if edit.kind == "slope" or new[0] == "slope" or isinstance(edit.part, ast.Call | ast.BinOp):
        return "slope-left-out"
    if new[0] == "w":
        return "weight-left-out"
    if whole[1][0] in ("dw", "new w"):
        return "input-left-out"
    if new[0] == "out":
        return "half-of-slope" if half or whole[1][0] in ("din", "slope") else "input-left-out"
    return {"x": "input-left-out", "dout": "error-left-out", "din": "error-left-out"}.get(new[0], "slope-left-out")


def _of_drop(edit: Edit, new: Role, old: Role) -> str:
    if "slope" in (new[0], old[0]):
        return "slope-at-wrong-place"
    divided = isinstance(edit.old, ast.BinOp) and isinstance(edit.old.op, ast.Div)
    return "normalisation" if divided and new in (NOTHING, NUMBERS) else "factor-too-many"


def _has(node: ast.AST, value: int) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == value for part in ast.walk(node))
