# Thin: every target is a task of tasks.py, which also runs where there is no make (Windows: py tasks.py explore).
# Arguments go through ARGS, for example: make test ARGS="-k overlap"
.PHONY: explore test lint bench neo4j shots setup
explore test lint bench neo4j shots setup:
	python3 tasks.py $@ $(ARGS)
