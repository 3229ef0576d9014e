//! The names of steps of help.

use crate::fault::FieldFault;

/// A step, as addresses name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepName {
    Visit,
    Prepare,
    Review,
    Approve,
    Pay,
    Sign,
    Reject,
    Cancel,
    Return,
    Post,
    Object,
    Answer,
}

impl StepName {
    pub(crate) const ALL: [(&str, StepName); 12] = [
        ("visit", StepName::Visit),
        ("prepare", StepName::Prepare),
        ("review", StepName::Review),
        ("approve", StepName::Approve),
        ("pay", StepName::Pay),
        ("sign", StepName::Sign),
        ("reject", StepName::Reject),
        ("cancel", StepName::Cancel),
        ("return", StepName::Return),
        ("post", StepName::Post),
        ("object", StepName::Object),
        ("answer", StepName::Answer),
    ];

    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, step)| *step == self);
        found.map_or("", |(name, _)| name)
    }

    /// The step of that name.
    pub(crate) fn read(text: &str) -> Result<Self, FieldFault> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        let names = || Self::ALL.iter().map(|(name, _)| *name);
        found
            .map(|(_, step)| *step)
            .ok_or_else(|| FieldFault::of_choices("step", names()))
    }
}
