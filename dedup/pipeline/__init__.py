"""The order of the stages: articles in, results out; one module for each way through the house.

Nothing is imported here: who only searches does not wait for what aligns and clusters.
"""
