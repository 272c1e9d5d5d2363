"""A network: the loss and its gradients, in matrices. Made by symbp.

Layers: softplus. Loss: huber (sum over the outputs, mean over the samples).

Samples are columns. X (n_0, N), Y (n_1, N), W1 (n_1, n_0), b1 (n_1, 1).
Each line was read off the index form that stands behind it.
"""

import numpy as np


def loss_and_gradients(X, Y, W1, b1):
    """The loss, and its derivative by each parameter, in the shape of the parameter."""
    N = X.shape[1]
    Z1 = W1 @ X + b1  # sum_i w(1)[j,i]*x[i,s] + b(1)[j]
    A1 = np.logaddexp(np.zeros_like(Z1), Z1)  # log(1 + exp(z(1)[j,s]))
    L = np.where(np.abs(Y - A1) <= 1, 1/2 * (A1 - Y)**2, np.abs(Y - A1) - 1/2).sum(axis=(0, 1), keepdims=True) / N  # over all outputs and samples
    D1 = np.where(np.abs(Y - A1) <= 1, A1 - Y, np.sign(A1 - Y)) / (N * (1 + np.exp(-Z1)))  # (a(1)[j,s] - y[j,s] if abs(a(1)[j,s] - y[j,s]) <= 1 else sign(a(1)[j,s] - y[j,s]))/((1 + exp(-z(1)[j,s]))*N)
    dW1 = D1 @ X.T  # sum_s delta(1)[j,s]*x[i,s]
    db1 = D1.sum(axis=1, keepdims=True)  # sum_s delta(1)[j,s]
    return L[0, 0], {"W1": dW1, "b1": db1}


def step(eta, X, Y, W1, b1):
    """The parameters after one step of gradient descent, all from the same gradients."""
    L, gradients = loss_and_gradients(X, Y, W1, b1)
    old = {"W1": W1, "b1": b1}
    return L, {name: value - eta * gradients[name] for name, value in old.items()}
