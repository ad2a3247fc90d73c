//! What kinds of units there are, and which may stand under which.
//!
//! Must never change a word of [`Kind::as_str`]: they are stored.

use crate::fold;

/// What a unit is. A province and a commune have their form in the kind: a form changes by a new unit, as the law does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The national coordinator, the root of the tree: *cơ quan điều phối quốc gia*.
    Coordinator,
    /// A steering board: *ban chỉ đạo*.
    Board,
    /// A ministry or a body of its rank: *bộ*.
    Ministry,
    /// *Tỉnh*.
    Province,
    /// *Thành phố* under central rule, of a province's rank.
    City,
    /// *Xã*.
    Commune,
    /// *Phường*.
    Ward,
    /// *Đặc khu*, of a commune's rank.
    SpecialZone,
    /// A department of an authority: *sở, cục, phòng*.
    Department,
    /// *Doanh nghiệp*.
    Enterprise,
    /// An operator of networks: *nhà mạng*.
    Operator,
    /// A vendor of security products and services.
    Vendor,
    /// A member of the response network that is none of the others.
    Member,
}

/// Each kind, its word for storage, its title in sheets, and how people write it otherwise (folded).
const WORDS: [(Kind, &str, &str, &[&str]); 13] = [
    (
        Kind::Coordinator,
        "coordinator",
        "Cơ quan điều phối quốc gia",
        &["dieu phoi quoc gia", "co quan dieu phoi", "national coordinator"],
    ),
    (Kind::Board, "board", "Ban chỉ đạo", &["steering board"]),
    (Kind::Ministry, "ministry", "Bộ", &["bo nganh", "co quan ngang bo", "co quan trung uong"]),
    (Kind::Province, "province", "Tỉnh", &[]),
    (
        Kind::City,
        "city",
        "Thành phố",
        &["tp", "tp.", "thanh pho truc thuoc trung uong", "centrally run city"],
    ),
    (Kind::Commune, "commune", "Xã", &[]),
    (Kind::Ward, "ward", "Phường", &[]),
    (Kind::SpecialZone, "special_zone", "Đặc khu", &["special zone"]),
    (
        Kind::Department,
        "department",
        "Sở, ban, ngành",
        &["so", "cuc", "phong", "phong ban", "don vi truc thuoc"],
    ),
    (Kind::Enterprise, "enterprise", "Doanh nghiệp", &["cong ty", "tap doan"]),
    (Kind::Operator, "operator", "Nhà mạng", &["don vi vien thong", "doanh nghiep vien thong", "isp"]),
    (
        Kind::Vendor,
        "vendor",
        "Nhà cung cấp an ninh mạng",
        &["nha cung cap", "hang bao mat", "security vendor"],
    ),
    (Kind::Member, "member", "Thành viên mạng lưới", &["thanh vien", "network member"]),
];

impl Kind {
    /// All of them, in the order of their rank.
    pub const ALL: [Kind; 13] = {
        let mut all = [Kind::Member; 13];
        let mut at = 0;
        #[allow(clippy::indexing_slicing, reason = "computed when it is built")]
        while at < all.len() {
            all[at] = WORDS[at].0;
            at += 1;
        }
        all
    };

    /// The word for storage.
    pub fn as_str(self) -> &'static str {
        self.words().1
    }

    /// Reads the word for storage.
    pub fn read(word: &str) -> Option<Kind> {
        WORDS.iter().find(|words| words.1 == word).map(|words| words.0)
    }

    /// What it is called in a sheet.
    pub fn title(self) -> &'static str {
        self.words().2
    }

    /// Reads what it is called in a sheet, in Vietnamese or English, or by the word for storage.
    pub fn from_title(text: &str) -> Option<Kind> {
        let text = fold(text);
        WORDS
            .iter()
            .find(|words| words.1 == text || fold(words.2) == text || words.3.contains(&&*text))
            .map(|w| w.0)
    }

    /// What a unit most likely is, by its name alone, as people write it at the head of a letter: an authority by what it is
    /// the authority of, everything else a department. A proposal, which people correct.
    pub fn of_name(name: &str) -> Kind {
        const BEGINNINGS: [(&str, Kind); 19] = [
            ("ban chi dao", Kind::Board),
            // Commands of the army, and parts of something.
            ("bo chi huy", Kind::Department),
            ("bo tu lenh", Kind::Department),
            ("bo phan", Kind::Department),
            ("bo mon", Kind::Department),
            ("bo", Kind::Ministry),
            ("tinh doan", Kind::Department),
            ("tinh uy", Kind::Department),
            ("tinh", Kind::Province),
            ("thanh doan", Kind::Department),
            ("thanh pho", Kind::City),
            ("tp", Kind::City),
            ("xa doi", Kind::Department),
            ("xa", Kind::Commune),
            ("phuong", Kind::Ward),
            ("dac khu", Kind::SpecialZone),
            ("cong ty", Kind::Enterprise),
            ("tong cong ty", Kind::Enterprise),
            ("tap doan", Kind::Enterprise),
        ];
        let folded = fold(name);
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let name = words.join(" ");
        let of = ["ubnd ", "uy ban nhan dan "].iter().find_map(|authority| name.strip_prefix(authority));
        let name = of.unwrap_or(&name);
        let begins =
            |with: &str| name.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        BEGINNINGS.iter().find(|(with, _)| begins(with)).map_or(Kind::Department, |(_, kind)| *kind)
    }

    /// Whether it has a province's rank.
    pub fn is_province(self) -> bool {
        matches!(self, Kind::Province | Kind::City)
    }

    /// Whether it has a commune's rank.
    pub fn is_commune(self) -> bool {
        matches!(self, Kind::Commune | Kind::Ward | Kind::SpecialZone)
    }

    /// How many digits its code has in the official lists; nothing where there is no such list.
    pub fn digits(self) -> Option<usize> {
        match self {
            _ if self.is_province() => Some(2),
            _ if self.is_commune() => Some(5),
            _ => None,
        }
    }

    /// Whether it may stand there; under nothing stands the root, of any kind. The table is small: it keeps a list that was sorted
    /// wrongly from making a commune the parent of its province, and leaves the rest to people.
    pub fn may_be_under(self, parent: Option<Kind>) -> bool {
        use Kind::*;
        // A country, a province, or one office: whoever sets a server up is at its top.
        let Some(parent) = parent else { return true };
        match self {
            // There is one, and it is under nobody.
            Coordinator => false,
            // The two ranks of local government, since July 2025, and ministries beside provinces.
            Ministry | Province | City => parent == Coordinator,
            Commune | Ward | SpecialZone => parent.is_province(),
            // Boards are of the country, a ministry or a province.
            Board => parent == Coordinator || parent == Ministry || parent.is_province(),
            // A department belongs to an authority, or to a larger department.
            Department => {
                matches!(parent, Coordinator | Ministry | Department)
                    || parent.is_province()
                    || parent.is_commune()
            }
            // Who is no authority answers to one, or to a larger enterprise.
            Enterprise | Operator | Vendor | Member => {
                matches!(parent, Coordinator | Ministry | Department | Enterprise | Operator)
                    || parent.is_province()
            }
        }
    }

    fn words(self) -> &'static (Kind, &'static str, &'static str, &'static [&'static str]) {
        #[allow(clippy::indexing_slicing, reason = "there is a line for each, and a test for that")]
        &WORDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_unit_most_likely_is() {
        for (name, kind) in [
            ("UBND xã Hòa Tiến", Kind::Commune),
            ("Ủy ban nhân dân phường Bến Thành", Kind::Ward),
            ("Đặc khu Côn Đảo", Kind::SpecialZone),
            ("UBND tỉnh Lào Cai", Kind::Province),
            ("Ủy ban Nhân dân TP. Huế", Kind::City),
            ("Bộ Công Thương", Kind::Ministry),
            ("Bộ Chỉ huy Quân sự tỉnh Lào Cai", Kind::Department),
            ("Công an xã Hòa Tiến", Kind::Department),
            ("Tỉnh đoàn Lào Cai", Kind::Department),
            ("Công ty cổ phần Xà Phòng", Kind::Enterprise),
            ("Ban Chỉ đạo An ninh mạng quốc gia", Kind::Board),
            ("Sở Khoa học và Công nghệ", Kind::Department),
            ("Xala", Kind::Department),
            ("", Kind::Department),
        ] {
            assert_eq!(Kind::of_name(name), kind, "{name}");
        }
    }

    #[test]
    fn each_kind_has_its_own_words() {
        for (at, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!((kind as usize, kind.words().0), (at, kind));
            assert_eq!(Kind::read(kind.as_str()), Some(kind));
            assert_eq!(Kind::from_title(kind.title()), Some(kind));
            assert_eq!(Kind::from_title(&kind.title().to_uppercase()), Some(kind));
            let root = kind == Kind::Coordinator;
            assert!(kind.may_be_under(None));
            assert_eq!(Kind::ALL.iter().any(|parent| kind.may_be_under(Some(*parent))), !root);
        }
        assert_eq!(Kind::from_title("phuong"), Some(Kind::Ward));
        assert_eq!(Kind::from_title("huyện"), None);
        assert!(
            Kind::Commune.may_be_under(Some(Kind::City)) && !Kind::Commune.may_be_under(Some(Kind::Ministry))
        );
    }
}
