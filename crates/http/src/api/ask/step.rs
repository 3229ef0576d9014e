//! The names of steps of help.

use xiaonuan_domain::command::StepName;

use crate::fault::FieldFault;

/// The step of that name, as addresses and batches give it.
pub(crate) fn step_named(text: &str) -> Result<StepName, FieldFault> {
    let names = || StepName::ALL.iter().map(|step| step.as_str());
    text.parse().map_err(|_| FieldFault::of_choices("step", names()))
}
