"""The information-sharing agreement and what it lets each agency see and write."""
