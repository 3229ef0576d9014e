//! What an address needs of whoever asks.

use xiaonuan_domain::access::{Holding, Right};

use super::Who;
use crate::fault::Fault;

/// What an address needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Nothing: it says nothing of anybody.
    Everybody,
    /// Somebody on this machine, or whoever runs the installation.
    ThisMachine,
    /// Somebody who signed in.
    SignedIn,
    /// Whoever runs the installation.
    Operator,
    /// Somebody who has any role in the community, or runs the installation.
    Member,
    /// One of these rights anywhere in the community: the handler or the books see to where.
    Somewhere(&'static [Right]),
    /// One of these rights over the whole community.
    Everywhere(&'static [Right]),
    /// The same, or running the installation.
    EverywhereOrOperator(&'static [Right]),
}

impl Rule {
    /// Whether it is about one community, and so is not found by those who have nothing to do with it.
    pub(crate) const fn is_of_a_community(self) -> bool {
        matches!(
            self,
            Rule::Member | Rule::Somewhere(_) | Rule::Everywhere(_) | Rule::EverywhereOrOperator(_)
        )
    }

    /// The rights of which it needs one.
    pub(crate) const fn rights(self) -> &'static [Right] {
        match self {
            Rule::Somewhere(rights) | Rule::Everywhere(rights) | Rule::EverywhereOrOperator(rights) => rights,
            _ => &[],
        }
    }

    /// Whether one of its rights is held in a shop, or everywhere. Of the pages of one shop this is what finds it.
    pub(crate) fn reaches_shop(self, holding: &Holding, merchant: &str) -> bool {
        let mut rights = self.rights().iter();
        rights.any(|right| holding.reach(*right).covers_merchant(merchant))
    }

    /// Lets somebody in, or says why not. Whoever holds nothing in a community is told nothing of it.
    pub(crate) fn admit(self, who: &Who, holding: &Holding) -> Result<(), Fault> {
        if self == Rule::Everybody {
            return Ok(());
        }
        if matches!(who, Who::Nobody) {
            return Err(Fault::SignInNeeded);
        }
        let is_operator = who.runs_the_installation();
        let everywhere = |rights: &[Right]| rights.iter().any(|right| holding.reach(*right).everything);
        let met = match self {
            Rule::Everybody | Rule::SignedIn => true,
            Rule::Operator | Rule::ThisMachine => is_operator,
            Rule::Member => is_operator || holding.is_anything(),
            Rule::Somewhere(rights) => rights.iter().any(|right| holding.may_somewhere(*right)),
            Rule::Everywhere(rights) => everywhere(rights),
            Rule::EverywhereOrOperator(rights) => is_operator || everywhere(rights),
        };
        let is_stranger = self.is_of_a_community() && !holding.is_anything() && !is_operator;
        let would_be = || {
            self.rights()
                .iter()
                .any(|right| holding.wants_second_factor_for(*right))
        };
        match () {
            () if met => Ok(()),
            () if is_stranger => Err(Fault::NotFound),
            () if would_be() || (self.rights().is_empty() && who.wants_second_factor()) => {
                Err(Fault::SecondFactorNeeded)
            }
            () => Err(Fault::NotAllowed),
        }
    }
}
