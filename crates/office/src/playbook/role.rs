//! Who does a step, by what they are and not by who they are: which body fills a role is data with a date, elsewhere.
//!
//! Must never be given another key or number: playbooks, incidents and the dated bodies know roles by them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A role of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who runs the system, *đơn vị vận hành*; the old procedure says *đơn vị gặp sự cố*.
    Operator,
    /// Whose the system is, *chủ quản hệ thống thông tin*.
    Owner,
    /// *Đơn vị chuyên trách về ứng cứu sự cố*.
    Specialised,
    /// *Đơn vị chịu trách nhiệm bảo đảm an toàn thông tin cho hệ thống*.
    Security,
    /// Members of the response network that it concerns, *thành viên mạng lưới có liên quan*.
    Network,
    /// *Cơ quan điều phối quốc gia*.
    Coordinator,
    /// The board of a ministry or a province, *Ban Chỉ đạo ứng cứu sự cố cấp bộ, tỉnh*.
    Board,
    /// *Đội, bộ phận ứng cứu sự cố*.
    Team,
    /// Operators of telecommunications and Internet service.
    Isp,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 9] = [
        Role::Operator,
        Role::Owner,
        Role::Specialised,
        Role::Security,
        Role::Network,
        Role::Coordinator,
        Role::Board,
        Role::Team,
        Role::Isp,
    ];

    /// How it is written in playbooks and stored.
    pub fn key(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Owner => "owner",
            Role::Specialised => "specialised",
            Role::Security => "security",
            Role::Network => "network",
            Role::Coordinator => "coordinator",
            Role::Board => "board",
            Role::Team => "team",
            Role::Isp => "isp",
        }
    }

    /// The role of a key.
    pub fn of(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The number under which CACAO's own members (`owner`, `agent`, `targets`) name it.
    pub(super) fn uuid(self) -> &'static str {
        match self {
            Role::Operator => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e01",
            Role::Owner => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e02",
            Role::Specialised => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e03",
            Role::Security => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e04",
            Role::Network => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e05",
            Role::Coordinator => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e06",
            Role::Board => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e07",
            Role::Team => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e08",
            Role::Isp => "f3a6c1de-5b0d-4c6b-9d52-0a7d1f6c0e09",
        }
    }

    /// Its name among `agent_definitions` and `target_definitions`.
    pub(super) fn organization(self) -> String {
        format!("organization--{}", self.uuid())
    }

    /// Its name as a step's `owner`.
    pub(super) fn identity(self) -> String {
        format!("identity--{}", self.uuid())
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        let key = String::deserialize(deserializer)?;
        Role::of(&key).ok_or_else(|| serde::de::Error::custom("no such role"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_key() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.key()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.key()));
            assert_eq!(serde_json::from_str::<Role>(&format!("\"{}\"", role.key())).unwrap(), role);
        }
        assert_eq!(Role::of("boss"), None);
        assert!(serde_json::from_str::<Role>("\"boss\"").is_err());
    }
}
