"""A spreadsheet in which every line is a live formula: change a number and all follows."""
