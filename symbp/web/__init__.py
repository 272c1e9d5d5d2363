"""The page in the browser: an exercise, its solution line by line, a sheet to be filled in, answers marked in place."""
