f = lambda f: f(f)
d_w1 = f(f)
