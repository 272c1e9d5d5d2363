# assignment: chain.toml
# right: out_h1_1 out_h2_2 out_o1 dL/dw3_11 dL/dw2_11 dL/dw2_23 dL/dw1_11 dL/dw1_32
# bug: 1.0 - acts[i + 1]**2 -> acts[i + 1] | not right: dL/dw2_11 dL/dw1_11
# bug: weights[i + 1].T @ delta -> delta | not right: dL/dw1_11
import numpy as np


def tanh(x):
    return np.tanh(x)


layers = [2, 3, 2, 1]
weights = []
for n, m in zip(layers[:-1], layers[1:]):
    weights.append(np.random.randn(m, n))
x = np.array([[0.4], [-0.7]])
target = np.array([[0.35]])

acts = [x]
for W in weights:
    acts.append(tanh(W @ acts[-1]))

delta = (acts[-1] - target)*(1.0 - acts[-1]**2)
nabla = [np.zeros(W.shape) for W in weights]
nabla[-1] = np.dot(delta, acts[-2].transpose())
for i in reversed(range(len(weights) - 1)):
    delta = (weights[i + 1].T @ delta)*(1.0 - acts[i + 1]**2)
    nabla[i] = np.dot(delta, acts[i].transpose())
