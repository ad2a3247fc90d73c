//! Security descriptors of Windows: whose a thing is and who may do what with it, as the bytes that the system keeps.
//!
//! Must never believe a length: they are read from what others wrote. Must never call something private that it does
//! not understand.
//!
//! The layout is that of MS-DTYP 2.4.6: revision, padding, control, then where owner, group, SACL and DACL begin.

/// A security identifier as the system keeps it: revision, how many parts, six bytes of authority, the parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sid(Vec<u8>);

const HEADER: usize = 20;
const SELF_RELATIVE: u16 = 0x8000;
const DACL_PROTECTED: u16 = 0x1000;
const DACL_PRESENT: u16 = 0x0004;
/// Set where the list was inherited in part, and asked for where that is to stay so.
pub(crate) const DACL_AUTO_INHERITED: u16 = 0x0400;
pub(crate) const DACL_AUTO_INHERIT_REQUESTED: u16 = 0x0100;

const FULL: u32 = 0x001f_01ff;
const INHERITED_BY_ALL: u8 = 0x01 | 0x02;
const INHERIT_ONLY: u8 = 0x08;
/// Add, change, remove, take over: what a stranger must not have on a folder of ours (also as generic rights).
const ALTERS: u32 = 0x0002 | 0x0004 | 0x0010 | 0x0040 | 0x0001_0000 | 0x0004_0000 | 0x0008_0000 | 0x5000_0000;

impl Sid {
    /// From bytes that begin with one.
    pub(crate) fn of(bytes: &[u8]) -> Option<Sid> {
        let parts = usize::from(*bytes.get(1)?);
        if *bytes.first()? != 1 || parts > 15 {
            return None;
        }
        Some(Sid(bytes.get(..8 + 4 * parts)?.to_vec()))
    }

    /// The system itself, `S-1-5-18`.
    pub(crate) fn system() -> Sid {
        Sid([&[1, 1, 0, 0, 0, 0, 0, 5][..], &18u32.to_le_bytes()].concat())
    }

    /// The administrators of the machine, `S-1-5-32-544`.
    pub(crate) fn administrators() -> Sid {
        Sid([&[1, 2, 0, 0, 0, 0, 0, 5][..], &32u32.to_le_bytes(), &544u32.to_le_bytes()].concat())
    }

    /// Whoever owns the thing (`S-1-3-4`), or makes one below it (`S-1-3-0`).
    fn means_the_owner(&self) -> bool {
        matches!(self.0.as_slice(), [1, 1, 0, 0, 0, 0, 0, 3, 0 | 4, 0, 0, 0])
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// As it is written: `S-1-5-18`.
    pub(crate) fn text(&self) -> String {
        let authority = self.0.get(2..8).unwrap_or_default();
        let authority = authority.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        let mut text = format!("S-1-{authority}");
        for part in self.0.get(8..).unwrap_or_default().chunks(4) {
            let part = part.iter().rev().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            text.push_str(&format!("-{part}"));
        }
        text
    }
}

/// Whom something of ours is open to: its keeper, the system and the administrators. Where they are the keeper, nobody
/// else.
fn trusted_by(keeper: &Sid) -> Vec<Sid> {
    let mut trusted = vec![keeper.clone()];
    trusted.extend([Sid::system(), Sid::administrators()].into_iter().filter(|other| other != keeper));
    trusted
}

/// A descriptor for something of ours: its keeper owns it; the keeper, the system and administrators may do everything,
/// nobody else anything, and nothing is inherited from above.
pub(crate) fn private(keeper: &Sid, folder: bool) -> Vec<u8> {
    let trusted = trusted_by(keeper);
    let mut list = Vec::new();
    for who in &trusted {
        let length = 8 + who.0.len();
        list.extend([0, if folder { INHERITED_BY_ALL } else { 0 }]);
        list.extend(short(length));
        list.extend(FULL.to_le_bytes());
        list.extend(&who.0);
    }
    let owner_at = HEADER;
    let list_at = owner_at + keeper.0.len();
    let mut bytes = vec![1, 0];
    bytes.extend((SELF_RELATIVE | DACL_PROTECTED | DACL_PRESENT).to_le_bytes());
    for at in [owner_at, 0, 0, list_at] {
        bytes.extend(u32::try_from(at).unwrap_or(0).to_le_bytes());
    }
    bytes.extend(&keeper.0);
    bytes.extend([2, 0]);
    bytes.extend(short(8 + list.len()));
    bytes.extend(short(trusted.len()));
    bytes.extend([0, 0]);
    bytes.extend(list);
    bytes
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(0).to_le_bytes()
}

/// Who owns what this describes.
pub(crate) fn owner(descriptor: &[u8]) -> Option<Sid> {
    Sid::of(part(descriptor, 4)?)
}

/// The group of what this describes; only programs of other systems ask for it.
pub(crate) fn group(descriptor: &[u8]) -> Option<Sid> {
    Sid::of(part(descriptor, 8)?)
}

/// The list of who may do what, as it stands there, and whether it takes nothing from above.
pub(crate) fn access_list(descriptor: &[u8]) -> Option<(&[u8], bool)> {
    let list = part(descriptor, 16)?;
    Some((list.get(..word(list, 2)?.into())?, control(descriptor)? & DACL_PROTECTED != 0))
}

/// Whether it is as private as what this keeper makes: nobody less could have made it or written into it.
pub(crate) fn is_kept_by(descriptor: &[u8], keeper: &Sid) -> bool {
    is_private(descriptor, &trusted_by(keeper))
}

/// Whether only these and whoever owns it may alter what this describes, and one of them owns it.
fn is_private(descriptor: &[u8], trusted: &[Sid]) -> bool {
    let ours = owner(descriptor).is_some_and(|owner| trusted.contains(&owner));
    // Without a list everybody may do everything.
    ours && access_list(descriptor).and_then(|(list, _)| lets_nobody_else(list, trusted)) == Some(true)
}

fn lets_nobody_else(list: &[u8], trusted: &[Sid]) -> Option<bool> {
    let mut rest = list.get(8..)?;
    for _ in 0..word(list, 4)? {
        let entry = rest.get(..word(rest, 2)?.into()).filter(|entry| entry.len() >= 4)?;
        rest = rest.get(entry.len()..)?;
        let (kind, flags) = (*entry.first()?, *entry.get(1)?);
        let identifier_at = match kind {
            // Allowed, plainly or under a condition.
            0 | 9 => 8,
            // Denied.
            1 | 6 | 10 | 12 => continue,
            // Allowed for one kind of object: two identifiers may stand before whose right it is.
            5 | 11 => 12 + 16 * (*entry.get(8)? & 3).count_ones() as usize,
            _ => return Some(false),
        };
        let rights = u32::from_le_bytes(entry.get(4..8)?.try_into().ok()?);
        if flags & INHERIT_ONLY != 0 || rights & ALTERS == 0 {
            continue;
        }
        let who = Sid::of(entry.get(identifier_at..)?)?;
        if !trusted.contains(&who) && !who.means_the_owner() {
            return Some(false);
        }
    }
    Some(true)
}

/// The descriptor as it is to be given to the system so that a list that was inherited in part stays that.
pub(crate) fn as_it_was(descriptor: &[u8]) -> Vec<u8> {
    let mut bytes = descriptor.to_vec();
    if let Some(control) = control(descriptor).filter(|control| control & DACL_AUTO_INHERITED != 0) {
        let control = (control | DACL_AUTO_INHERIT_REQUESTED).to_le_bytes();
        bytes.iter_mut().skip(2).zip(control).for_each(|(to, from)| *to = from);
    }
    bytes
}

/// Whether it states an integrity level or another list of the system's own.
pub(crate) fn has_label(descriptor: &[u8]) -> bool {
    part(descriptor, 12).is_some()
}

fn control(descriptor: &[u8]) -> Option<u16> {
    word(descriptor, 2)
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// What begins where the four bytes there say; nothing where they are zero.
fn part(descriptor: &[u8], at: usize) -> Option<&[u8]> {
    let begins = u32::from_le_bytes(descriptor.get(at..at + 4)?.try_into().ok()?);
    let begins = usize::try_from(begins).ok().filter(|begins| *begins >= HEADER)?;
    descriptor.get(begins..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> Sid {
        let parts = [21u32, 1, 2, 3, 1001].map(u32::to_le_bytes).concat();
        Sid::of(&[&[1, 5, 0, 0, 0, 0, 0, 5][..], &parts].concat()).unwrap()
    }

    fn everyone() -> Sid {
        Sid::of(&[1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]).unwrap()
    }

    fn trusted() -> [Sid; 3] {
        [user(), Sid::system(), Sid::administrators()]
    }

    /// A descriptor of the user with these entries: kind, flags, rights, whose.
    fn with(entries: &[(u8, u8, u32, Sid)]) -> Vec<u8> {
        let mut bytes = private(&user(), true);
        let list_at = HEADER + user().len();
        bytes.truncate(list_at);
        let mut list = Vec::new();
        for (kind, flags, rights, who) in entries {
            let before = if matches!(kind, 5 | 11) {
                vec![3; 1].into_iter().chain([0; 35]).collect()
            } else {
                Vec::new()
            };
            list.extend([*kind, *flags]);
            list.extend(short(8 + before.len() + who.0.len()));
            list.extend(rights.to_le_bytes());
            list.extend(before);
            list.extend(&who.0);
        }
        bytes.extend([2, 0]);
        bytes.extend(short(8 + list.len()));
        bytes.extend(short(entries.len()));
        bytes.extend([0, 0]);
        bytes.extend(list);
        bytes
    }

    #[test]
    fn identifiers_are_written_as_the_system_writes_them() {
        assert_eq!(Sid::system().text(), "S-1-5-18");
        assert_eq!(Sid::administrators().text(), "S-1-5-32-544");
        assert_eq!(user().text(), "S-1-5-21-1-2-3-1001");
        assert_eq!(Sid::of(&[1, 2, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]), None);
        assert_eq!(Sid::of(&[2, 0, 0, 0, 0, 0, 0, 5]), None);
    }

    #[test]
    fn what_we_make_is_private_and_whole() {
        for folder in [false, true] {
            let made = private(&user(), folder);
            assert_eq!(owner(&made), Some(user()));
            assert!(is_private(&made, &trusted()));
            assert!(access_list(&made).unwrap().1);
            assert!(group(&made).is_none() && !has_label(&made));
            assert!(!is_private(&made, &[Sid::system()]));
            for cut in 0..made.len() {
                assert!(!is_private(&made[..cut], &trusted()), "{cut}");
            }
        }
    }

    /// `private` for that keeper, with this owner instead.
    fn owned(keeper: &Sid, owner: &Sid) -> Vec<u8> {
        let made = private(keeper, true);
        let list = &made[HEADER + keeper.len()..];
        let mut bytes = made[..HEADER].to_vec();
        bytes[16..20].copy_from_slice(&u32::try_from(HEADER + owner.len()).unwrap().to_le_bytes());
        bytes.extend(&owner.0);
        bytes.extend(list);
        bytes
    }

    #[test]
    fn what_administrators_keep_is_not_open_to_the_same_user_without_their_rights() {
        let (admins, system) = (Sid::administrators(), Sid::system());
        for folder in [false, true] {
            let kept = private(&admins, folder);
            assert_eq!(owner(&kept), Some(admins.clone()));
            let (list, protected) = access_list(&kept).unwrap();
            assert!(protected && word(list, 4) == Some(2), "the administrators and the system");
            assert!(!list.windows(user().len()).any(|part| part == user().0));
            assert!(is_kept_by(&kept, &admins) && is_kept_by(&kept, &user()));
        }
        // Whose it is, who may write beside the three: whether administrators and whether the user may trust it.
        let admin = private(&admins, true);
        for (what, descriptor, by_admins, by_user) in [
            ("the user's own", private(&user(), true), false, true),
            ("the administrators', made by us", admin.clone(), true, true),
            ("the system's", owned(&admins, &system), true, true),
            ("the user's, who could give herself all rights", owned(&admins, &user()), false, true),
            ("the administrators', open to the user", owned(&user(), &admins), false, true),
            ("somebody else's", owned(&admins, &everyone()), false, false),
            ("cut short", admin[..admin.len() - 1].to_vec(), false, false),
        ] {
            assert_eq!(is_kept_by(&descriptor, &admins), by_admins, "{what}");
            assert_eq!(is_kept_by(&descriptor, &user()), by_user, "{what}");
        }
    }

    #[test]
    fn what_others_may_alter_is_not_private() {
        let check = |entry: (u8, u8, u32, Sid), expected| {
            assert_eq!(is_private(&with(std::slice::from_ref(&entry)), &trusted()), expected, "{entry:x?}");
        };
        check((0, 0, 0x0012_0089, everyone()), true);
        for right in [2, 4, 0x10, 0x40, 0x1_0000, 0x4_0000, 0x8_0000, 0x1000_0000, 0x4000_0000, FULL] {
            check((0, 0, right, everyone()), false);
            check((9, 0, right, everyone()), false);
            check((5, 0, right, everyone()), false);
            check((0, INHERIT_ONLY, right, everyone()), true);
            check((1, 0, right, everyone()), true);
            check((0, 0, right, Sid::administrators()), true);
            check((5, 0, right, user()), true);
        }
        check((0, 0, FULL, Sid::of(&[1, 1, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0]).unwrap()), true);
        // A kind that is not known.
        check((4, 0, 1, user()), false);
        // No list at all lets everybody.
        let mut open = private(&user(), true);
        open[16..20].fill(0);
        assert!(!is_private(&open, &trusted()));
    }

    #[test]
    fn an_inherited_list_is_asked_to_stay_one() {
        let mut inherited = private(&user(), false);
        assert_eq!(as_it_was(&inherited), inherited);
        inherited[3] |= 0x04;
        assert_eq!(as_it_was(&inherited)[3], inherited[3] | 0x01);
        assert_eq!(as_it_was(&[1]), [1]);
    }
}
