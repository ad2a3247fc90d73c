//! Something happens in two incidents at once.
//!
//! Must never store what happens in one of them without what happens in the other.

use office::incident::{Entry, Refused};
use office::record::Deed;
use office::rights::Grant;

use super::{Beside, IncidentsError, Kept};
use crate::Store;

/// What happens in one, and what stands beside it then.
type Happens = (Vec<Entry>, Beside);

/// What is done with both in the transaction that stores it.
type Deciding<'d> = dyn Fn(&Kept, &Kept) -> Result<(Happens, Happens), Refused> + Send + Sync + 'd;

impl Store {
    /// Has something happen in two: `decide` is asked on the events of both as they are when that is stored. `grants` is what
    /// its author was when they were asked. Says the number of the last event of the first.
    ///
    /// # Errors
    /// When it is refused, or its author is something else by now.
    pub async fn merge_incidents(
        &self,
        (one, other): (i64, i64),
        grants: Option<&[Grant]>,
        decide: &Deciding<'_>,
        deed: &Deed,
    ) -> Result<u64, IncidentsError> {
        let mut change = self.change(deed).await?;
        change.author_still_holds(grants).await?;
        let first = self.read_incident(one, Some(deed.at), &mut change.rows).await?;
        let first = first.ok_or_else(|| IncidentsError::none(one))?;
        let second = self.read_incident(other, Some(deed.at), &mut change.rows).await?;
        let second = second.ok_or_else(|| IncidentsError::none(other))?;
        let (happens_first, happens_second) = decide(&first, &second)?;
        let last = happens_first.0.last().map_or(first.incident.version, |entry| entry.number);
        for (kept, (entries, beside)) in [(&first, happens_first), (&second, happens_second)] {
            change.append(kept.id, &kept.code, &entries, &beside).await?;
            change.tell_units(kept, &beside).await?;
        }
        change.commit().await?;
        Ok(last)
    }
}
