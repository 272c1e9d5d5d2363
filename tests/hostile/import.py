import os
os.system('touch symbp-was-here')
d_w1 = __import__('os').getpid()
