for i in range(10**12):
    a[i] = i
