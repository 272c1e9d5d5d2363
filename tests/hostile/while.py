while True:
    d_w1 = 1
