import os
os.system('touch /tmp/symbp-was-here')
d_w1 = __import__('os').getpid()
