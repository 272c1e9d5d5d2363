def f(x=9**9**9):
    d_w1 = x
return d_w1
