def f(x):
    y = g(x)
    z = y
    return z
def g(x):
    y = f(x)
    z = y
    return z
d_w1 = f(1)
