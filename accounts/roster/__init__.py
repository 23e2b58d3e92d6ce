"""Lists of people from outside: read, understood, and turned into a plan. Nothing is changed here.

``decoding`` bytes to text, ``table`` text to cells, ``columns`` which column is what, ``rows``
cells to people, ``planning`` people to what would happen, in
``lines``. None of them asks the database.
"""
