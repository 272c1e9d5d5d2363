# assignment: nndl3
# right: in_h1 out_h1 out_o1 L dL/dw5 dL/dw1
# bug: delta_o1*w5 + delta_o2*w6 -> delta_o1*w5 | wrong: dL/din_h1 | line: delta_h1 =
# bug: 0.5*(o1 - y1)**2 -> (o1 - y1)**2 | wrong: L
import numpy as np

def forward(x1, x2, w1, w2, w3, w4, w5, w6, w7, w8, verbose=False):
    in_h1 = w1*x1 + w3*x2
    in_h2 = w2*x1 + w4*x2
    h1 = 1/(1 + np.exp(-in_h1))
    h2 = 1/(1 + np.exp(-in_h2))
    o1 = 1/(1 + np.exp(-(w5*h1 + w7*h2)))
    o2 = 1/(1 + np.exp(-(w6*h1 + w8*h2)))
    if verbose:
        print(h1, h2)
    return h1, h2, o1, o2

def loss_of(o1, o2, y1, y2):
    L = 0.5*(o1 - y1)**2 + 0.5*(o2 - y2)**2
    return L

def backward(x1, h1, o1, o2, y1, y2, w5, w6):
    delta_o1 = (o1 - y1)*o1*(1 - o1)
    delta_o2 = (o2 - y2)*o2*(1 - o2)
    dw5 = delta_o1*h1
    delta_h1 = (delta_o1*w5 + delta_o2*w6)*h1*(1 - h1)
    dw1 = delta_h1*x1
    return dw5, dw1
