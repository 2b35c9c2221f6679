"""What a column of a table will be, foretold from the others: skin types from measurements, or whatever a host has."""
