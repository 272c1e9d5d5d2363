class A:
    d_w1 = 1
