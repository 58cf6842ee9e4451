error-sample-data-there = The sample data is loaded already. Load it anew with --reset.
