#!/usr/bin/env bash
# Run once, when Gradescope builds the image of the autograder.
apt-get install -y python3 python3-venv
python3 -m venv /autograder/venv
/autograder/venv/bin/pip install 'symbp[xlsx]>=<< version >>'
