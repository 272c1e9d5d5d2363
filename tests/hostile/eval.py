d_w1 = eval('1')
exec('d_w1 = 2')
