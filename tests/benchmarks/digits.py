"""Thirty proven digits of every line of the 2-2-2 net, against ball arithmetic written out line by line."""

from __future__ import annotations

import flint
from measuring import Row, at_most, paired

from symbp import derive, load
from symbp.pipeline import givens
from symbp.values import proven_digits


def digits() -> list[Row]:
    """The same network with the same library of balls; the peer's last digits are as its library prints them."""
    given = load("nndl3")
    derivation, numbers = derive(given), givens(given, 1)

    def straight() -> list[str]:
        before, flint.ctx.prec = flint.ctx.prec, 140
        g = {name: flint.arb(flint.fmpq(v.numerator, v.denominator)) for name, v in numbers.items()}
        w1, w2, w3, w4, w5, w6, w7, w8 = (g[f"w{i}"] for i in range(1, 9))
        x1, x2, y1, y2, eta = g["x1"], g["x2"], g["y1"], g["y2"], g["eta"]
        in_h1, in_h2 = w1 * x1 + w3 * x2, w2 * x1 + w4 * x2
        h1, h2 = 1 / (1 + (-in_h1).exp()), 1 / (1 + (-in_h2).exp())
        in_o1, in_o2 = w5 * h1 + w7 * h2, w6 * h1 + w8 * h2
        o1, o2 = 1 / (1 + (-in_o1).exp()), 1 / (1 + (-in_o2).exp())
        loss = ((o1 - y1) ** 2 + (o2 - y2) ** 2) / 2
        d1, d2 = (o1 - y1) * o1 * (1 - o1), (o2 - y2) * o2 * (1 - o2)
        e1, e2 = (d1 * w5 + d2 * w6) * h1 * (1 - h1), (d1 * w7 + d2 * w8) * h2 * (1 - h2)
        gradients = [e1 * x1, e2 * x1, e1 * x2, e2 * x2, d1 * h1, d2 * h1, d1 * h2, d2 * h2]
        updated = [w - eta * g for w, g in zip((w1, w2, w3, w4, w5, w6, w7, w8), gradients, strict=True)]
        lines = [in_h1, in_h2, h1, h2, in_o1, in_o2, o1, o2, loss, d1, d2, e1, e2, *gradients, *updated]
        shown = [line.str(30) for line in lines]
        flint.ctx.prec = before
        return shown

    proven = proven_digits(derivation, numbers, 30)
    assert straight()[8][1:25] == str(proven["L"].text)[:24]
    pair = paired(
        lambda: [proven_digits(derivation, numbers, 30) for _ in range(20)], lambda: [straight() for _ in range(20)]
    )
    return [at_most("30 proven digits of every line, 2-2-2", "straight code with the same balls", pair, 20)]
