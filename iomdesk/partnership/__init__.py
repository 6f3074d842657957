"""Sites, officers, roles and second-person approval."""
