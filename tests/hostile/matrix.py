import numpy as np
W = np.zeros((10**6, 10**6))
d_w1 = W[0]
