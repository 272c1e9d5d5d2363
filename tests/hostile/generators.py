def g():
    yield 1
d_w1 = sum(g())
