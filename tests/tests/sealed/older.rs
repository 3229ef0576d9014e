//! Databases of earlier versions, in which personal data stood in the clear, are sealed when they are opened.
