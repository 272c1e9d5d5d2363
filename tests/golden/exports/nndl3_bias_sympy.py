# Made by symbp 0.2.0 from 'nndl3-bias'; every line stands in its derivation.
#
# NNDL assignment 3, with biases
# Layers: 2 - 2 - 2, sigmoid, sigmoid.
# Loss: squared-error, half-sum over the outputs, mean over the samples.

from sympy import Abs, E, Eq, Max, Ne, Piecewise, Rational, S, Symbol, cos, cosh, erf, exp, log, pi, sign, sin, sinh, sqrt, tanh


def quantity(name):
    return Symbol(name, real=True)


x1 = quantity("x1")
x2 = quantity("x2")
y1 = quantity("y1")
y2 = quantity("y2")
w1 = quantity("w1")
w2 = quantity("w2")
w3 = quantity("w3")
w4 = quantity("w4")
w5 = quantity("w5")
w6 = quantity("w6")
w7 = quantity("w7")
w8 = quantity("w8")
b_h1 = quantity("b_h1")
b_h2 = quantity("b_h2")
b_o1 = quantity("b_o1")
b_o2 = quantity("b_o2")
eta = quantity("eta")
in_h1 = quantity("in_h1")
out_h1 = quantity("out_h1")
in_h2 = quantity("in_h2")
out_h2 = quantity("out_h2")
in_o1 = quantity("in_o1")
out_o1 = quantity("out_o1")
in_o2 = quantity("in_o2")
out_o2 = quantity("out_o2")
L = quantity("L")
dL_dout_o1 = quantity("dL/dout_o1")
dout_o1_din_o1 = quantity("dout_o1/din_o1")
dL_din_o1 = quantity("dL/din_o1")
dL_dout_o2 = quantity("dL/dout_o2")
dout_o2_din_o2 = quantity("dout_o2/din_o2")
dL_din_o2 = quantity("dL/din_o2")
dL_dw5 = quantity("dL/dw5")
dL_dw6 = quantity("dL/dw6")
dL_dw7 = quantity("dL/dw7")
dL_dw8 = quantity("dL/dw8")
dL_db_o1 = quantity("dL/db_o1")
dL_db_o2 = quantity("dL/db_o2")
dL_dout_h1 = quantity("dL/dout_h1")
dout_h1_din_h1 = quantity("dout_h1/din_h1")
dL_din_h1 = quantity("dL/din_h1")
dL_dout_h2 = quantity("dL/dout_h2")
dout_h2_din_h2 = quantity("dout_h2/din_h2")
dL_din_h2 = quantity("dL/din_h2")
dL_dw1 = quantity("dL/dw1")
dL_dw2 = quantity("dL/dw2")
dL_dw3 = quantity("dL/dw3")
dL_dw4 = quantity("dL/dw4")
dL_db_h1 = quantity("dL/db_h1")
dL_db_h2 = quantity("dL/db_h2")
w1_new = quantity("w1_new")
w2_new = quantity("w2_new")
w3_new = quantity("w3_new")
w4_new = quantity("w4_new")
w5_new = quantity("w5_new")
w6_new = quantity("w6_new")
w7_new = quantity("w7_new")
w8_new = quantity("w8_new")
b_h1_new = quantity("b_h1_new")
b_h2_new = quantity("b_h2_new")
b_o1_new = quantity("b_o1_new")
b_o2_new = quantity("b_o2_new")

# The assignment's numbers, exact.
GIVEN = {
    x1: Rational("1/2"),
    x2: Rational("3/10"),
    y1: Rational("23/100"),
    y2: Rational("-7/100"),
    w1: Rational("1/5"),
    w2: Rational("-2/5"),
    w3: Rational("1/2"),
    w4: Rational("3/5"),
    w5: Rational("1/10"),
    w6: Rational("-1/2"),
    w7: Rational("-3/10"),
    w8: Rational("4/5"),
    b_h1: Rational("1/10"),
    b_h2: Rational("1/10"),
    b_o1: Rational("1/10"),
    b_o2: Rational("1/10"),
    eta: Rational("1"),
}

# Each line in names of lines before it.
LINES = {
    in_h1: b_h1 + w1*x1 + w3*x2,  # affine
    out_h1: S(1)/(S(1) + exp(-in_h1)),  # sigmoid
    in_h2: b_h2 + w2*x1 + w4*x2,  # affine
    out_h2: S(1)/(S(1) + exp(-in_h2)),  # sigmoid
    in_o1: b_o1 + out_h1*w5 + out_h2*w7,  # affine
    out_o1: S(1)/(S(1) + exp(-in_o1)),  # sigmoid
    in_o2: b_o2 + out_h1*w6 + out_h2*w8,  # affine
    out_o2: S(1)/(S(1) + exp(-in_o2)),  # sigmoid
    L: (out_o1 - y1)**S(2)/S(2) + (out_o2 - y2)**S(2)/S(2),  # squared-error
    dL_dout_o1: out_o1 - y1,  # derivative of the loss
    dout_o1_din_o1: out_o1*(S(1) - out_o1),  # slope
    dL_din_o1: dL_dout_o1*dout_o1_din_o1,  # chain rule
    dL_dout_o2: out_o2 - y2,  # derivative of the loss
    dout_o2_din_o2: out_o2*(S(1) - out_o2),  # slope
    dL_din_o2: dL_dout_o2*dout_o2_din_o2,  # chain rule
    dL_dw5: dL_din_o1*out_h1,  # chain rule
    dL_dw6: dL_din_o2*out_h1,  # chain rule
    dL_dw7: dL_din_o1*out_h2,  # chain rule
    dL_dw8: dL_din_o2*out_h2,  # chain rule
    dL_db_o1: dL_din_o1,  # chain rule
    dL_db_o2: dL_din_o2,  # chain rule
    dL_dout_h1: dL_din_o1*w5 + dL_din_o2*w6,  # sum over paths
    dout_h1_din_h1: out_h1*(S(1) - out_h1),  # slope
    dL_din_h1: dL_dout_h1*dout_h1_din_h1,  # chain rule
    dL_dout_h2: dL_din_o1*w7 + dL_din_o2*w8,  # sum over paths
    dout_h2_din_h2: out_h2*(S(1) - out_h2),  # slope
    dL_din_h2: dL_dout_h2*dout_h2_din_h2,  # chain rule
    dL_dw1: dL_din_h1*x1,  # chain rule
    dL_dw2: dL_din_h2*x1,  # chain rule
    dL_dw3: dL_din_h1*x2,  # chain rule
    dL_dw4: dL_din_h2*x2,  # chain rule
    dL_db_h1: dL_din_h1,  # chain rule
    dL_db_h2: dL_din_h2,  # chain rule
    w1_new: -dL_dw1*eta + w1,  # gradient descent
    w2_new: -dL_dw2*eta + w2,  # gradient descent
    w3_new: -dL_dw3*eta + w3,  # gradient descent
    w4_new: -dL_dw4*eta + w4,  # gradient descent
    w5_new: -dL_dw5*eta + w5,  # gradient descent
    w6_new: -dL_dw6*eta + w6,  # gradient descent
    w7_new: -dL_dw7*eta + w7,  # gradient descent
    w8_new: -dL_dw8*eta + w8,  # gradient descent
    b_h1_new: b_h1 - dL_db_h1*eta,  # gradient descent
    b_h2_new: b_h2 - dL_db_h2*eta,  # gradient descent
    b_o1_new: b_o1 - dL_db_o1*eta,  # gradient descent
    b_o2_new: b_o2 - dL_db_o2*eta,  # gradient descent
}


def written_out(line, keep=()):
    """A line (one of the quantities above, or its name) in the given names alone, or down to the lines to keep."""
    expression = LINES[quantity(line) if isinstance(line, str) else line]
    while True:
        inner = {used: LINES[used] for used in expression.free_symbols if used in LINES and used not in keep}
        if not inner:
            return expression
        expression = expression.xreplace(inner)


def values(digits=15):
    """The number of every line: exact where it is rational, else worked out with so many digits."""
    found = dict(GIVEN)
    for line, expression in LINES.items():
        value = expression.xreplace(found)
        found[line] = value if value.is_Rational else value.evalf(digits)
    return found


def main():
    """Print what the assignment asks for."""
    found = values(30)
    print("L =", found[L].evalf(17))
    print("dL/dw5 =", found[dL_dw5].evalf(17))
    print("dL/dw6 =", found[dL_dw6].evalf(17))
    print("dL/dw7 =", found[dL_dw7].evalf(17))
    print("dL/dw8 =", found[dL_dw8].evalf(17))
    print("dL/db_o1 =", found[dL_db_o1].evalf(17))
    print("dL/db_o2 =", found[dL_db_o2].evalf(17))
    print("dL/dw1 =", found[dL_dw1].evalf(17))
    print("dL/dw2 =", found[dL_dw2].evalf(17))
    print("dL/dw3 =", found[dL_dw3].evalf(17))
    print("dL/dw4 =", found[dL_dw4].evalf(17))
    print("dL/db_h1 =", found[dL_db_h1].evalf(17))
    print("dL/db_h2 =", found[dL_db_h2].evalf(17))
    print("w1_new =", found[w1_new].evalf(17))
    print("w2_new =", found[w2_new].evalf(17))
    print("w3_new =", found[w3_new].evalf(17))
    print("w4_new =", found[w4_new].evalf(17))
    print("w5_new =", found[w5_new].evalf(17))
    print("w6_new =", found[w6_new].evalf(17))
    print("w7_new =", found[w7_new].evalf(17))
    print("w8_new =", found[w8_new].evalf(17))
    print("b_h1_new =", found[b_h1_new].evalf(17))
    print("b_h2_new =", found[b_h2_new].evalf(17))
    print("b_o1_new =", found[b_o1_new].evalf(17))
    print("b_o2_new =", found[b_o2_new].evalf(17))


if __name__ == "__main__":
    main()
