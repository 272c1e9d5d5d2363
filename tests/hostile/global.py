def f():
    global d_w1
    d_w1 = 1
    d_w1 = d_w1 + 1
f()
