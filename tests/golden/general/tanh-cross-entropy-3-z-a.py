"""A network: the loss and its gradients, in matrices. Made by symbp.

Layers: tanh, tanh, softmax. Loss: cross-entropy (sum over the outputs, mean over the samples).

Samples are columns. X (n_0, N), Y (n_3, N), W1 (n_1, n_0), b1 (n_1, 1), W2 (n_2, n_1), b2 (n_2, 1), W3 (n_3, n_2), b3 (n_3, 1).
Each line was read off the index form that stands behind it.
"""

import numpy as np


def softmax(z, axis):
    """exp(z) over its sum; the largest exponent is taken from all of them, which changes nothing but the range."""
    powers = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def loss_and_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    """The loss, and its derivative by each parameter, in the shape of the parameter."""
    N = X.shape[1]
    Z1 = W1 @ X + b1  # sum_i w(1)[j,i]*x[i,s] + b(1)[j]
    A1 = np.tanh(Z1)  # tanh(z(1)[j,s])
    Z2 = W2 @ A1 + b2  # sum_i w(2)[j,i]*a(1)[i,s] + b(2)[j]
    A2 = np.tanh(Z2)  # tanh(z(2)[j,s])
    Z3 = W3 @ A2 + b3  # sum_i w(3)[j,i]*a(2)[i,s] + b(3)[j]
    A3 = softmax(Z3, 0)  # exp(z(3)[j,s])/(sum_k exp(z(3)[k,s]))
    L = -(Y * np.log(A3)).sum(axis=(0, 1), keepdims=True) / N  # over all outputs and samples
    D3 = (A3 * Y.sum(axis=0, keepdims=True) - Y) / N  # (a(3)[j,s]*sum_k y[k,s] - y[j,s])/N
    dW3 = D3 @ A2.T  # sum_s delta(3)[j,s]*a(2)[i,s]
    db3 = D3.sum(axis=1, keepdims=True)  # sum_s delta(3)[j,s]
    dA2 = W3.T @ D3  # sum_k delta(3)[k,s]*w(3)[k,i]
    D2 = dA2 * (1 - A2**2)  # dL/da(2)[j,s]*(1 - a(2)[j,s]**2)
    dW2 = D2 @ A1.T  # sum_s delta(2)[j,s]*a(1)[i,s]
    db2 = D2.sum(axis=1, keepdims=True)  # sum_s delta(2)[j,s]
    dA1 = W2.T @ D2  # sum_k delta(2)[k,s]*w(2)[k,i]
    D1 = dA1 * (1 - A1**2)  # dL/da(1)[j,s]*(1 - a(1)[j,s]**2)
    dW1 = D1 @ X.T  # sum_s delta(1)[j,s]*x[i,s]
    db1 = D1.sum(axis=1, keepdims=True)  # sum_s delta(1)[j,s]
    return L[0, 0], {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}


def step(eta, X, Y, W1, b1, W2, b2, W3, b3):
    """The parameters after one step of gradient descent, all from the same gradients."""
    L, gradients = loss_and_gradients(X, Y, W1, b1, W2, b2, W3, b3)
    old = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    return L, {name: value - eta * gradients[name] for name, value in old.items()}
