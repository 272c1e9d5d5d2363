def f(x):
    return f(x)
d_w1 = f(1)
