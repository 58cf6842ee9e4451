//! The data dump of a Stack Exchange site: a folder of `Posts.xml`, `Users.xml` and others.

mod rows;
