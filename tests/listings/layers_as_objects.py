# assignment: xor.toml
# right: out_h1[1] out_o1[4] dL/dw1_11 dL/dw1_12 dL/dw1_21 dL/dw1_22 dL/dw2_11 dL/dw2_12 dL/db_h1 dL/db_o1
# bug: self.dW = self.x.T @ dz -> self.dW = self.x.T @ grad | wrong: dL/dw2_11 dL/dw2_12
# bug: return dz @ self.W.T -> return dz @ self.W.T * self.a.sum() | not right: dL/dw1_11
# bug: self.a * (1 - self.a) -> self.z * (1 - self.z) | wrong: dL/din_o1[1] | line: dz =
import numpy as np


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        self.a = 1 / (1 + np.exp(-self.z))
        return self.a

    def backward(self, grad):
        dz = grad * self.a * (1 - self.a)
        self.dW = self.x.T @ dz
        self.db = dz.sum(axis=0)
        return dz @ self.W.T


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])
net = [Dense(np.array([[0.3, 0.7], [-0.4, 0.2]]), np.array([0.1, -0.2])), Dense(np.array([[0.5], [-0.6]]), np.array([0.05]))]
a = X
for layer in net:
    a = layer(a)
grad = a - y
for layer in reversed(net):
    grad = layer.backward(grad)
