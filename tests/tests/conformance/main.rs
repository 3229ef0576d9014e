//! Books kept in spreadsheets come to what an independent computation of the rules says, row by row and fen by fen:
//! whatever form the files have, however often they are imported, and whether they come at once or little by little.

mod expected;
mod forms;
mod halves;
mod hostile;
mod later;
mod rehearsal;
