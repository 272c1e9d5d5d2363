@f
def g(x):
    d_w1 = x
