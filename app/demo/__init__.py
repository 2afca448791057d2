"""The main job on one machine: a central system, a maker's desk and an authorizer's desk."""
