a = [1,2,3]
for i0 in range(60):
    for i1 in range(60):
        for i2 in range(60):
            for i3 in range(60):
                for i4 in range(60):
                    for i5 in range(60):
                        for i6 in range(60):
                            for i7 in range(60):
                                d_w1 = a[i7 - i7]
