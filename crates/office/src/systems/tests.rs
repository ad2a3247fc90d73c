//! Systems go into a sheet and come back.
