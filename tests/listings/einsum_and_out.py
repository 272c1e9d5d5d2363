# assignment: nndl3
# right: out_h1 out_o2 dL/dw5 dL/dw8 dL/dw1 dL/dw4 w5_new w1_new
# bug: "i,j->ij", delta, h -> "i,j->ji", delta, h | wrong: dL/dw6 dL/dw7 | line: dV =
# bug: "ij,i->j", V -> "ij,j->i", V | wrong: dL/dw1 dL/dw4
import numpy as np
x = np.array([0.5, 0.3]); t = np.array([0.23, -0.07])
W = np.array([[0.2, 0.5], [-0.4, 0.6]]); V = np.array([[0.1, -0.3], [-0.5, 0.8]])
def sigmoid(z, out=None):
    return np.divide(1, 1 + np.exp(-z), out=out)
h = sigmoid(np.einsum("ij,j->i", W, x))
o = np.empty(2)
sigmoid(np.einsum("ij,j->i", V, h), out=o)
delta = (o - t)*o*(1 - o)
dV = np.einsum("i,j->ij", delta, h)
back = np.einsum("ij,i->j", V, delta)*h*(1 - h)
dW = np.einsum("i,j->ij", back, x)
np.subtract(V, 1*dV, out=V)
np.subtract(W, 1*dW, out=W)
