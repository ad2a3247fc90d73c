//! To come. Must never stay so.
