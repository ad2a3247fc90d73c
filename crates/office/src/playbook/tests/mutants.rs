//! A thousand broken playbooks, each broken in its own way.
