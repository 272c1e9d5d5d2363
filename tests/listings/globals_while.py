# assignment: nndl3
# right: out_h1 out_o1 dL/dw5 w5_new w1_new
# bug: W2 = W2 - eta*gW2 -> W2 = W2 + eta*gW2 | wrong: w5_new
# bug: *x1_[i] -> | wrong: w1_new w2_new
import numpy as np
eta = 1
x1_ = [0.5, 0.3]
Y = [0.23, -0.07]
W1 = np.array([[0.2, 0.5], [-0.4, 0.6]])
W2 = np.array([[0.1, -0.3], [-0.5, 0.8]])
H = O = None

def forward():
    global H, O
    H = 1/(1 + np.exp(-W1.dot(x1_)))
    O = 1/(1 + np.exp(-W2.dot(H)))

def backward():
    global W1, W2
    d = (O - Y)*O*(1 - O)
    gW2 = d[:, None]*H[None, :]
    e = W2.T.dot(d)*H*(1 - H)
    for i in range(2):
        for j in range(2):
            W1[j, i] -= eta*e[j]*x1_[i]
    W2 = W2 - eta*gW2

count = 0
while count < 2000:
    forward()
    backward()
    count += 1
