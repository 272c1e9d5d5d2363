"""How much symbp takes on: one table of all limits that a user may meet, and what each counts.

Whatever is beyond one of them is refused with a sentence that names it, or left out with a note that says so. How
many ways a search tries before it gives up stands with that search.
"""


# Files and texts that are read as a sheet.

LARGEST_SHEET = 1_000_000
"""Bytes of one file of answers."""

MOST_SHEET_FILES = 50
"""Files that one sheet is made of."""

MOST_ANSWERS = 1_000
"""Answers on one sheet."""

MOST_SHEET_ITERATIONS = 20
"""Iterations of training that a sheet is followed through."""

LONGEST_TEXT = 1_000_000
"""Characters of a text taken out of a file."""

MOST_BLOCKS = 20_000
"""Paragraphs, tables and formulas of one file."""

MOST_TABLE_ROWS = 10_000
"""Rows of one table."""

MOST_TABLE_COLUMNS = 50
"""Columns of one table."""

LARGEST_UNPACKED = 20_000_000
"""Bytes of a Word file or a workbook, unpacked."""

MOST_WORD_ELEMENTS = 300_000
"""Elements of a Word file."""

DEEPEST_WORD = 80
"""Depth of elements within one another in a Word file."""

MOST_WORKBOOK_PARTS = 200
"""Files inside a workbook."""

MOST_WORKBOOK_TAGS = 200_000
"""Tags, and attributes, of all parts of a workbook together."""

MOST_WORKBOOK_ROWS = 5_000
"""Rows of a workbook's sheet."""

MOST_WORKBOOK_COLUMNS = 50
"""Columns of a workbook's sheet."""

MOST_HTML_ELEMENTS = 100_000
"""Elements of an HTML page."""

DEEPEST_HTML = 80
"""Depth of elements within one another in an HTML page."""

MOST_NOTEBOOK_CELLS = 2_000
"""Cells of a notebook."""

MOST_JSON_ROWS = 5_000
"""Rows of a JSON file of answers."""

DEEPEST_TABLES = 20
"""Depth of tables within one another in TOML."""

MOST_ATTACHED = 5
"""Files attached to a PDF."""

MOST_MACROS = 100
"""Macros that a LaTeX file defines."""

MOST_MACRO_USES = 5_000
"""Uses of those macros."""

LONGEST_EXPANDED = 400_000
"""Characters of a LaTeX file when its macros are written out."""

LONGEST_TYPST = 20_000
"""Characters of one formula in Typst."""

DEEPEST_TYPST = 40
"""Depth of brackets in a formula in Typst."""

DEEPEST_MARKUP = 60
"""Depth of groups in a formula's markup."""

DEEPEST_GROUPS = 100
"""Depth of groups in a formula that is printed."""

LONGEST_STATED_NAME = 120
"""Characters of a quantity's name on a sheet."""

LONGEST_NUMBER = 80
"""Characters of one number."""

LARGEST_EXPONENT = 300
"""Power of ten in a number."""

LONGEST_WRITTEN_FORMULA = 5_000
"""Characters of one formula on a sheet."""

DEEPEST_BRACKETS = 60
"""Depth of brackets in a formula on a sheet."""

MOST_FORMULA_NODES = 200_000
"""Operations of a formula on a sheet, what is shared counted each time."""

LARGEST_POWER = 64
"""Whole exponent in a formula on a sheet."""

MOST_WRITTEN_DIGITS = 60
"""Digits of a number within a formula on a sheet."""

MOST_DIAGNOSED = 100
"""Wrong lines of one sheet that are explained: nobody reads on after so many."""


# Programs that are read.

LONGEST_PROGRAM = 200_000
"""Characters of a program."""

MOST_PROGRAM_LINES = 10_000
"""Lines of a program."""

DEEPEST_CALL = 24
"""Calls within one another."""

MOST_TURNS = 64
"""Turns of one loop that are followed, where its counter is used in it."""

MOST_STEPS = 40_000
"""Operations of a program that are followed."""

MOST_ARRAY_CELLS = 5_000
"""Numbers in one array of a program."""

MOST_ITEMS = 4_000
"""Items of one list of a program."""

MOST_PROGRAM_DIGITS = 60
"""Digits of a whole number in a program."""

MOST_MODULES = 200
"""Modules of a network in a program."""

MOST_STORES = 2_000
"""Assignments to a name or an entry that are kept."""

MOST_DERIVED = 4_000
"""Operations that a derivative asked for goes through."""

MOST_SYNTAX_NODES = 100_000
"""Parts of a program's syntax that are looked at for a network."""

MOST_LISTED_NUMBERS = 10_000
"""Numbers of one list that are looked at for a network."""


# An assignment.

LARGEST_ASSIGNMENT = 8_000_000
"""Bytes of an assignment's file."""

MOST_DIGITS = 200
"""Digits of a number in an assignment."""

LONGEST_NAME = 32
"""Characters of a name in an assignment."""

MOST_LAYERS = 64
"""Layers of a network, inputs and outputs included."""

MOST_UNITS = 10_000
"""Units of a layer."""

MOST_CONNECTIONS = 250_000
"""Connections of a network."""

MOST_ASSIGNMENT_LINES = 2_000_000
"""Lines of calculation that all samples of an assignment may make."""

MOST_WRITTEN_OUT = 8_000
"""Lines that are still written out unit by unit; beyond, an assignment is of whole arrays."""

MOST_FORMULA_LINES = 200
"""Lines of an assignment in formulas."""

MOST_GIVENS = 500
"""Numbers given to an assignment in formulas."""

MOST_DRAWN_NUMBERS = 2_000_000
"""Numbers of data that are drawn at random."""

MOST_ARRAY_NUMBERS = 50_000_000
"""Numbers in one file of an array."""

LONGEST_HEADER = 10_000
"""Bytes of the head of a NumPy file."""

MOST_SKIPPED = 10_000_000
"""Random numbers skipped before the first that is used."""

LONGEST_FORMULA = 2_000
"""Characters of one formula of an assignment."""

DEEPEST_FORMULA = 50
"""Depth of brackets in a formula of an assignment."""

MOST_OPERATIONS = 200
"""Operations in a formula of an assignment."""

LARGEST_WINDOW = 100
"""Stride, padding or size of a convolution's or a pool's window."""

MOST_FORMULA_ENTRIES = 400
"""Entries of one array of an assignment in formulas: a network of this size is worked out in matrices."""

LARGEST_FORMULA_POWER = 64
"""Whole exponent in a formula of an assignment."""

MOST_CONSTANT_BITS = 20_000
"""Bits of a constant that is raised to a power, in a formula of an assignment."""

LARGEST_MODEL = 800_000_000
"""Bytes of a model that is imported."""


# What is calculated and proven.

LARGEST_EXPANSION = 20_000
"""Operations of a line with all lines above it put in."""

LARGEST_DIFFERENTIATED = 400
"""Operations of an expanded loss that SymPy's diff is asked to differentiate."""

MOST_PROVEN_PARAMETERS = 100
"""Parameters of a network that finite differences are taken of."""

MOST_INSTANCES = 2_000
"""Lines that the general formulas are compared with."""

MOST_BITS = 1 << 14
"""Bits of precision before a comparison is given up."""

LONGEST_CLOSED_FORM = 12
"""Operations of an exact value that is printed in closed form."""

LONGEST_HIDDEN = 200
"""Operations of an exact value while it is looked at for cancellation."""

LARGEST_INSIDE = 1_000
"""Number within what a function is taken of, where that is itself made of functions."""


# Runs of training.

MOST_TORCH_ITERATIONS = 20_000
"""Iterations of a run by torch."""

LARGEST_RUN = 16_000_000
"""Bytes of a file with the figures of a run."""

MOST_FIGURES = 500_000
"""Figures of a run."""

LAST_RUN_ITERATION = 1_000_000
"""Number of an iteration in the figures of a run."""

LONGEST_QUANTITY = 80
"""Characters of a quantity's name in the figures of a run."""

MOST_COMPARED = 20_000
"""Iterations that two runs are compared at, each of them."""

MOST_POINTS = 400
"""Points of one curve of an experiment."""

MOST_WATCHED = 2_000
"""Iterations of an experiment's run of which each is kept."""

LARGEST_CELL = 10_000_000
"""Bytes of one run of an experiment that is kept for the next time."""

MOST_COMBINATIONS = 10_000
"""Combinations of an experiment."""

MOST_DRAWN_CURVES = 32
"""Curves in one picture of an experiment."""

MOST_CURVES = 32
"""Curves in one picture of a run."""


# Documents and exports.

MOST_PRINTED_LINES = 8_000
"""Lines of calculation that a document or a table shows."""

MOST_WORKBOOK_LINES = 3_000
"""Lines of calculation in an exported workbook."""

LONGEST_CELL_FORMULA = 8_000
"""Characters of a formula in a cell (Excel takes 8,192)."""

LARGEST_RECORD = 50_000_000
"""Bytes of a record of a derivation."""

DEEPEST_RECORD = 60
"""Depth of an expression in a record."""

MOST_RECORD_PARTS = 50_000
"""Parts of an expression in a record."""

MOST_RECORD_DIGITS = 4_000
"""Digits of all numbers of an expression in a record, each counted as often as a power multiplies it."""

LONGEST_RECORD_NAME = 200
"""Characters of a line's name in a record."""

MOST_BOXES = 200
"""Boxes of a drawn computation graph."""

MOST_DRAWN_UNITS = 8
"""Units of a layer that are all drawn."""

HIGHEST_SPACE = 22
"""Centimetres of room to calculate in below a question: a page has no more."""

MOST_LABELS = 40
"""Weights that are written on the edges of a drawing."""


# Classes, variants and the page in the browser.

MOST_SUBMISSIONS = 100_000
"""Submissions that are marked at once."""

MOST_SUBMITTED_FILES = 500_000
"""Files in a folder of submissions."""

LARGEST_INDEX = 50_000_000
"""Bytes of a folder's list of who handed in what."""

LARGEST_TABLE = 50_000_000
"""Bytes of a table of a class."""

MOST_CLASS_COLUMNS = 500
"""Columns of a table of a class."""

LARGEST_OVERRIDES = 10_000_000
"""Bytes of a file of points set by hand."""

MOST_VARIANTS_DRAWN = 5_000
"""Students whom variants are drawn for at once."""

MOST_BOUND = 250
"""Variants bound into one file to be printed."""

MOST_TRIES = 1_000
"""Draws of a variant before it is said that the ranges leave too little room."""

LARGEST_TEXT = 200_000
"""Characters of a text sent to the server."""

LARGEST_UPLOAD = 1_000_000
"""Bytes of a file sent to the server."""

MOST_SERVED_LINES = 600
"""Lines of a calculation that the server shows line by line."""

LARGEST_REQUEST = 3_000_000
"""Bytes of one request to the server."""


# What is kept between runs.

LARGEST_KEPT = 8_000_000
"""Bytes of one outcome that is kept, such as the files of a solution."""

LARGEST_CACHE = 100_000_000
"""Bytes of all that is kept; what has not been used for the longest time goes first."""
