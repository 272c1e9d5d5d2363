try:
    d_w1 = 1/0
except: pass
