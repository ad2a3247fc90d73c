//! A sighting as it is before anybody writes it down: when, who, with what, and where it was caught.
//! It must never hold more than what makes two sightings different, so that equal means the same sighting.

use std::net::IpAddr;

/// The ten families, as Shadowserver spells names: small letters and hyphens.
pub const FAMILIES: [&str; 10] = [
    "andromeda",
    "avalanche",
    "conficker",
    "gafgyt",
    "mirai",
    "mozi",
    "necurs",
    "qsnatch",
    "ramnit",
    "sality-p2p",
];

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// Who counts: the sensors that one subscription stands for, however many types of report they fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// `event4_sinkhole` and `event6_sinkhole`.
    Sinkhole,
    /// `event4_sinkhole_http` and `event6_sinkhole_http`.
    SinkholeHttp,
}

impl Source {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sinkhole, Self::SinkholeHttp];

    /// The name under which it is counted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sinkhole => "shadowserver-sinkhole",
            Self::SinkholeHttp => "shadowserver-sinkhole-http",
        }
    }
}

/// A type of report, which is one file a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Report {
    /// `event4_sinkhole`, 33 columns.
    Sinkhole4,
    /// `event4_sinkhole_http`, 39 columns.
    SinkholeHttp4,
    /// `event6_sinkhole`, 33 columns.
    Sinkhole6,
    /// `event6_sinkhole_http`, 39 columns.
    SinkholeHttp6,
}

impl Report {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Sinkhole4, Self::SinkholeHttp4, Self::Sinkhole6, Self::SinkholeHttp6];

    /// The report in which a source tells of an address.
    pub const fn of(source: Source, address: IpAddr) -> Self {
        match (source, address) {
            (Source::Sinkhole, IpAddr::V4(_)) => Self::Sinkhole4,
            (Source::SinkholeHttp, IpAddr::V4(_)) => Self::SinkholeHttp4,
            (Source::Sinkhole, IpAddr::V6(_)) => Self::Sinkhole6,
            (Source::SinkholeHttp, IpAddr::V6(_)) => Self::SinkholeHttp6,
        }
    }

    /// Who fills it.
    pub const fn source(self) -> Source {
        match self {
            Self::Sinkhole4 | Self::Sinkhole6 => Source::Sinkhole,
            Self::SinkholeHttp4 | Self::SinkholeHttp6 => Source::SinkholeHttp,
        }
    }

    /// Its type, as it stands in the file's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sinkhole4 => "event4_sinkhole",
            Self::SinkholeHttp4 => "event4_sinkhole_http",
            Self::Sinkhole6 => "event6_sinkhole",
            Self::SinkholeHttp6 => "event6_sinkhole_http",
        }
    }

    /// Whether it is about IPv6 addresses.
    pub const fn is_six(self) -> bool {
        matches!(self, Self::Sinkhole6 | Self::SinkholeHttp6)
    }
}

/// One usable sighting. No two in a country are equal, nor do any two have the same source, second, address, port,
/// server and family: everything else in a row follows from these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// When, in seconds since 1970-01-01, UTC.
    pub at: i64,
    /// The infected address.
    pub address: IpAddr,
    /// The port that the connection came from.
    pub port: u16,
    /// Which family it spoke like: a place in [`FAMILIES`].
    pub family: u8,
    /// Who saw it.
    pub source: Source,
    /// Which of the family's two sinkholes it spoke to, 0 or 1.
    pub(crate) server: u8,
}

impl Event {
    /// The day, in days since 1970-01-01, UTC.
    pub const fn day(&self) -> i64 {
        self.at.div_euclid(DAY)
    }

    /// The family's name.
    pub fn family(&self) -> &'static str {
        FAMILIES.get(usize::from(self.family)).copied().unwrap_or("")
    }

    /// The report that it stands in.
    pub const fn report(&self) -> Report {
        Report::of(self.source, self.address)
    }

    /// The sinkhole's address, of a range that is kept for documentation.
    pub fn server_address(&self) -> IpAddr {
        let host = 16 + self.family * 2 + self.server;
        match self.report() {
            Report::Sinkhole4 => IpAddr::from([192, 0, 2, host]),
            Report::SinkholeHttp4 => IpAddr::from([198, 51, 100, host]),
            Report::Sinkhole6 => IpAddr::from([0x2001, 0xDB8, 0, 1, 0, 0, 0, u16::from(host)]),
            Report::SinkholeHttp6 => IpAddr::from([0x2001, 0xDB8, 0, 2, 0, 0, 0, u16::from(host)]),
        }
    }

    /// The sinkhole's port.
    pub fn server_port(&self) -> u16 {
        match (self.source, self.family()) {
            (Source::SinkholeHttp, _) => 80,
            (_, "ramnit" | "necurs") => 443,
            (_, "mirai" | "gafgyt") => 23,
            (_, "mozi") => 6_881,
            (_, "sality-p2p") => 9_674,
            _ => 8_080,
        }
    }

    /// `tcp` or `udp`.
    pub fn protocol(&self) -> &'static str {
        match (self.source, self.family()) {
            (Source::Sinkhole, "mozi" | "sality-p2p") => "udp",
            _ => "tcp",
        }
    }
}
