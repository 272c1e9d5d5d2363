# assignment: mean.toml
# right: in_h1[1] out_o2[2] dL/dw2_11 dL/dw2_12 dL/dw2_21 dL/dw2_22 dL/dw1_13 dL/dw1_21 dL/db_h1 dL/db_o2 w1_11_new b_o1_new L
# bug: / m  # both -> | wrong: dL/dw2_11 dL/dw2_22
# bug: (1 - np.power(A1, 2)) -> (1 - A1) | wrong: dL/din_h1[1] | line: dZ1 =
# bug: W2.T, dZ2 -> W2, dZ2 | wrong: dL/din_h1[1] | line: dZ1 =
# bug: axis=1, keepdims=True) / m  # one -> keepdims=True) / m | not right: dL/db_h1
import numpy as np

X = np.array([[0.2, 0.6], [-0.5, 0.1], [0.4, -0.3]])
Y = np.array([[0.3, 0.9], [0.8, 0.25]])


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(2)
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.random.randn(n_h, 1)
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.random.randn(n_y, 1)
    assert W1.shape == (n_h, n_x)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s


def forward_propagation(X, parameters):
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    cache = (Z1, A1, Z2, A2)
    return A2, cache


def compute_cost(A2, Y):
    m = Y.shape[1]
    cost = np.sum((A2 - Y) ** 2) / (2 * m)
    return float(np.squeeze(cost))


def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    W2 = parameters["W2"]
    Z1, A1, Z2, A2 = cache
    dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = np.dot(dZ2, A1.T) / m  # both
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.multiply(np.dot(W2.T, dZ2), (1 - np.power(A1, 2)))
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  # one
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate=0.25):
    new = {}
    for name in ("W1", "b1", "W2", "b2"):
        new[name] = parameters[name] - learning_rate * grads["d" + name]
    return new


parameters = initialize_parameters(3, 2, 2)
costs = []
for i in range(0, 5000):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost(A2, Y)
    grads = backward_propagation(parameters, cache, X, Y)
    parameters = update_parameters(parameters, grads)
    costs.append(cost)
plt.plot(costs)
