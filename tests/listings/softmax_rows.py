# assignment: softmax.toml
# right: out_h1[1] dL/dw2_11 dL/dw2_23 dL/dw2_33 dL/dw1_11 dL/dw1_32 dL/db_o1 dL/db_h3 L w1_11_new
# bug: dscores /= num -> pass | wrong: dL/dw2_11 dL/dw2_33
# bug: dhidden[hidden <= 0] = 0 -> pass | wrong: dL/dw1_31 dL/dw1_32
# bug: axis=1, keepdims=True)  # classes -> axis=0, keepdims=True)  # classes | wrong: dL/dw2_11 dL/dw2_33
# bug: range(num), y] -= 1 -> range(num), y] -= 2 | wrong: dL/dw2_11 dL/dw2_33
import numpy as np

X = np.array([[0.5, 0.3], [-0.6, 0.4]])
y = np.array([2, 0])
W = 0.01 * np.random.randn(2, 3)
b = np.random.randn(1, 3)
W2 = 0.01 * np.random.randn(3, 3)
b2 = np.random.randn(1, 3)
step_size = 1e-1
num = X.shape[0]
for i in range(200):
    hidden = np.maximum(0, np.dot(X, W) + b)
    scores = np.dot(hidden, W2) + b2
    exp_scores = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)  # classes
    correct = -np.log(probs[range(num), y])
    loss = np.sum(correct) / num
    if i % 100 == 0:
        print("iteration %d: loss %f" % (i, loss))
    dscores = probs.copy()
    dscores[range(num), y] -= 1
    dscores /= num
    dW2 = np.dot(hidden.T, dscores)
    db2 = np.sum(dscores, axis=0, keepdims=True)
    dhidden = np.dot(dscores, W2.T)
    dhidden[hidden <= 0] = 0
    dW = np.dot(X.T, dhidden)
    db = np.sum(dhidden, axis=0, keepdims=True)
    W += -step_size * dW
    b += -step_size * db
    W2 += -step_size * dW2
    b2 += -step_size * db2
