d_w1 = [i for i in range(10**9)]
