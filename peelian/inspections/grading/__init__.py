"""From evidence to a judgement: where measures stand, the indicative grade of a table in data, and the grade that a person sets."""
