async def f():
    d_w1 = await g()
