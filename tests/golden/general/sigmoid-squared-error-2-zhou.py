"""A network: the loss and its gradients, in matrices. Made by symbp.

Layers: sigmoid, sigmoid. Loss: squared-error (half-sum over the outputs, mean over the samples).

Samples are columns. X (n_0, N), Y (n_2, N), W1 (n_1, n_0), b1 (n_1, 1), W2 (n_2, n_1), b2 (n_2, 1).
Each line was read off the index form that stands behind it.
"""

import numpy as np


def loss_and_gradients(X, Y, W1, b1, W2, b2):
    """The loss, and its derivative by each parameter, in the shape of the parameter."""
    N = X.shape[1]
    Z1 = W1 @ X - b1  # sum_i w(1)[j,i]*x[i,s] - b(1)[j]
    A1 = 1 / (1 + np.exp(-Z1))  # 1/(1 + exp(-z(1)[j,s]))
    Z2 = W2 @ A1 - b2  # sum_i w(2)[j,i]*a(1)[i,s] - b(2)[j]
    A2 = 1 / (1 + np.exp(-Z2))  # 1/(1 + exp(-z(2)[j,s]))
    L = ((A2 - Y)**2).sum(axis=(0, 1), keepdims=True) / (2 * N)  # over all outputs and samples
    D2 = (A2 - Y) * A2 * (1 - A2) / N  # (a(2)[j,s] - y[j,s])*a(2)[j,s]*(1 - a(2)[j,s])/N
    dW2 = D2 @ A1.T  # sum_s delta(2)[j,s]*a(1)[i,s]
    db2 = -D2.sum(axis=1, keepdims=True)  # -sum_s delta(2)[j,s]
    dA1 = W2.T @ D2  # sum_k delta(2)[k,s]*w(2)[k,i]
    D1 = dA1 * A1 * (1 - A1)  # dL/da(1)[j,s]*a(1)[j,s]*(1 - a(1)[j,s])
    dW1 = D1 @ X.T  # sum_s delta(1)[j,s]*x[i,s]
    db1 = -D1.sum(axis=1, keepdims=True)  # -sum_s delta(1)[j,s]
    return L[0, 0], {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def step(eta, X, Y, W1, b1, W2, b2):
    """The parameters after one step of gradient descent, all from the same gradients."""
    L, gradients = loss_and_gradients(X, Y, W1, b1, W2, b2)
    old = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return L, {name: value - eta * gradients[name] for name, value in old.items()}
