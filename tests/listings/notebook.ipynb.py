# assignment: nndl3
# right: out_h1 out_o2 L dL/dw5 dL/dw8 dL/dw1 dL/dw4
# bug: (l2 - y)*l2 -> (y - l2)*l2 | not right: dL/dw5
# bug: l2_delta.dot(syn1.T) -> l2_delta.dot(syn1) | wrong: dL/din_h1 dL/din_h2
%matplotlib inline
!pip install numpy
import numpy as np

def nonlin(x, deriv=False):
    if(deriv==True):
        return x*(1-x)
    return 1/(1+np.exp(-x))

X = np.array([[0.5, 0.3]])
y = np.array([[0.23, -0.07]])
syn0 = np.array([[0.2, -0.4], [0.5, 0.6]])
syn1 = np.array([[0.1, -0.5], [-0.3, 0.8]])
for j in xrange(60000):
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))
    loss = ((l2 - y)**2).sum()/2
    if (j % 10000) == 0:
        print "Error:", str(np.mean(np.abs(y - l2)))
    l2_delta = (l2 - y)*l2*(1 - l2)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error*nonlin(l1, deriv=True)
    dsyn1 = l1.T.dot(l2_delta)
    dsyn0 = l0.T.dot(l1_delta)
    syn1 -= dsyn1
    syn0 -= dsyn0
