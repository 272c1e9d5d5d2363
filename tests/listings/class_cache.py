# assignment: xor.toml
# right: in_h1[1] out_h2[3] out_o1[4] L dL/dw1_11 dL/dw1_12 dL/dw1_21 dL/dw1_22 dL/dw2_11 dL/dw2_12 dL/db_h1 dL/db_o1 w1_11_new w2_12_new b_h2_new b_o1_new
# bug: (1 - A2) -> 1 | wrong: dL/din_o1[2] | line: delta2 =
# bug: dZ1.sum(axis=0, keepdims=True) -> dZ1 | not right: dL/db_h1
# bug: self.b2 -= self.lr * self.grads["db2"] -> self.b2 += self.lr * self.grads["db2"] | wrong: b_o1_new
import numpy as np


class Network(object):
    """A net with one hidden layer."""

    def __init__(self, sizes, lr=0.5, seed=None):
        if seed is not None:
            np.random.seed(seed)
        self.lr = lr
        self.W1 = np.random.randn(sizes[0], sizes[1]) * 0.01
        self.W2 = np.random.randn(sizes[1], sizes[2]) * 0.01
        self.b1 = np.zeros((1, sizes[1])) + np.random.randn(1, sizes[1])
        self.b2 = np.random.randn(1, sizes[2])
        self.cache = {}
        self.grads = {}
        self.history = []

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def forward(self, X):
        Z1 = np.dot(X, self.W1) + self.b1
        A1 = self.sigmoid(Z1)
        Z2 = np.dot(A1, self.W2) + self.b2
        A2 = self.sigmoid(Z2)
        self.cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
        return A2

    def loss(self, A2, Y):
        return 0.5 * np.sum((A2 - Y) ** 2)

    def backward(self, X, Y):
        A1, A2 = self.cache["A1"], self.cache["A2"]
        delta2 = (A2 - Y) * A2 * (1 - A2)
        self.grads["dW2"] = A1.T.dot(delta2)
        self.grads["db2"] = np.sum(delta2, axis=0, keepdims=True)
        dZ1 = delta2.dot(self.W2.T) * A1 * (1 - A1)
        self.grads["dW1"] = X.T.dot(dZ1)
        self.grads["db1"] = dZ1.sum(axis=0, keepdims=True)

    def update(self):
        self.W1 -= self.lr * self.grads["dW1"]
        self.W2 -= self.lr * self.grads["dW2"]
        self.b1 -= self.lr * self.grads["db1"]
        self.b2 -= self.lr * self.grads["db2"]

    def fit(self, X, Y, epochs=10000, verbose=True):
        for epoch in range(epochs):
            A2 = self.forward(X)
            cost = self.loss(A2, Y)
            self.history.append(cost)
            self.backward(X, Y)
            self.update()
            if verbose and epoch % 1000 == 0:
                print(f"epoch {epoch}: loss {cost:.4f}")


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
if __name__ == "__main__":
    net = Network([2, 2, 1], seed=42)
    net.fit(X, Y)
    for x, y in zip(X, Y):
        print(x, "->", net.forward(x.reshape(1, -1)), y)
