d_w1 = 1j
