# assignment: xor.toml
# right: out_h1[2] out_o1[3] dL/dw2_11 dL/dw2_12 dL/db_o1
# bug: np.ones((4, 1)), H -> H, np.ones((4, 1)) | not right: dL/db_o1
# bug: H1.T @ D -> H1.T @ (O - Y) | not right: dL/db_o1
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
X1 = np.hstack((np.ones((4, 1)), X))
W = np.array([[0.1, -0.2], [0.3, 0.7], [-0.4, 0.2]])
V = np.array([[0.05], [0.5], [-0.6]])
s = lambda a: 1/(1 + np.exp(-a))
H = s(X1 @ W)
H1 = np.concatenate([np.ones((4, 1)), H], axis=1)
O = s(H1 @ V)
D = (O - Y)*O*(1 - O)
dV = H1.T @ D
db_o1 = dV[0]
dw2_11 = dV[1]
dw2_12 = dV[2]
