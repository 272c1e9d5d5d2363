#!/usr/bin/env bash
# Run for each submission.
exec /autograder/venv/bin/python /autograder/source/grade.py /autograder
