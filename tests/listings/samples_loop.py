# assignment: xor.toml
# right: out_h1[1] out_o1[4] L dL/dw1_11 dL/dw1_12 dL/dw1_21 dL/dw1_22 dL/dw2_11 dL/dw2_12 dL/db_h1 dL/db_o1 w1_11_new b_o1_new
# bug: dW1 += np.outer(x, dh) -> dW1 = np.outer(x, dh) | wrong: dL/dw1_11 dL/dw1_22
# bug: db2 += do -> db2 += o | wrong: dL/db_o1
# bug: h * (1 - h) -> 1 - h | wrong: dL/dw1_11 dL/db_h1
import numpy as np

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
T = np.array([[0], [1], [1], [0]], dtype=float)
W1 = np.array([[0.3, 0.7], [-0.4, 0.2]])
W2 = np.array([[0.5], [-0.6]])
b1 = np.array([0.1, -0.2])
b2 = np.array([0.05])

f = lambda z: 1 / (1 + np.exp(-z))
E = 0
dW1, dW2 = np.zeros(W1.shape), np.zeros_like(W2)
db1, db2 = np.zeros(2), np.zeros(1)
for x, t in zip(X, T):
    h = f(x @ W1 + b1)
    o = f(h @ W2 + b2)
    E += 0.5 * np.sum((o - t) ** 2)
    do = (o - t) * o * (1 - o)
    dh = (W2 @ do) * h * (1 - h)
    dW2 += np.outer(h, do)
    db2 += do
    dW1 += np.outer(x, dh)
    db1 += dh
W1 -= 0.5 * dW1
W2 -= 0.5 * dW2
b1 -= 0.5 * db1
b2 -= 0.5 * db2
