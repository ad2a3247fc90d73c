//! What is known of an incident, as far as deadlines depend on it.
//!
//! Must never hold a time that was not recorded: deadlines are counted from what is stored, whatever clocks say later.

use jiff::Timestamp;

use super::keys::keys;
use crate::day::Day;

keys! {
    /// What a rule may depend on.
    Fact {
        /// People decided that it is serious.
        Serious = "serious",
        /// It is, or may be, beyond what those who handle it can do.
        BeyondCapacity = "beyond_capacity",
        /// There is a dangerous situation, *tình huống nguy hiểm về an ninh mạng*.
        DangerousSituation = "dangerous_situation",
        /// There are signs of infringement of national security, public order or social safety.
        SecuritySigns = "security_signs",
        /// The system's operation is severely disrupted.
        SevereDisruption = "severe_disruption",
        /// The owner is a service enterprise (telecommunications, Internet, services in cyberspace).
        ServiceEnterprise = "service_enterprise",
        /// The system is important to national security.
        NationalCritical = "national_critical",
        /// The incident is complex: it takes more than one report.
        Complex = "complex",
        /// The system is military or of the cipher service.
        Military = "military",
        /// Personal data are concerned, in a way that may harm.
        PersonalData = "personal_data",
        /// Among them of where persons are, or biometric ones.
        LocationOrBiometric = "location_or_biometric",
        /// Among them sensitive ones in finance, banking or credit.
        FinanceSensitive = "finance_sensitive",
        /// They are another body's, for which they were processed.
        Processor = "processor",
    }
}

/// Which personal data are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonalData {
    /// Of where persons are, or biometric.
    pub location_or_biometric: bool,
    /// Sensitive, in finance, banking or credit.
    pub finance_sensitive: bool,
}

/// What is known of an incident. What nobody has said is `false` or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// When it was detected, as recorded; its day in Viet Nam chooses the rules.
    pub detected: Timestamp,
    /// When a notice or report of it arrived from somebody else.
    pub received: Option<Timestamp>,
    /// When the response ended.
    pub ended: Option<Timestamp>,
    /// When the breach of personal data was detected; where nobody recorded it, the incident's detection counts, which is
    /// the stricter.
    pub data_breach: Option<Timestamp>,
    /// When the dedicated force gave notice or asked for something.
    pub asked: Option<Timestamp>,
    /// [`Fact::Serious`]
    pub serious: bool,
    /// [`Fact::BeyondCapacity`]
    pub beyond_capacity: bool,
    /// [`Fact::DangerousSituation`]
    pub dangerous_situation: bool,
    /// [`Fact::SecuritySigns`]
    pub security_signs: bool,
    /// [`Fact::SevereDisruption`]
    pub severe_disruption: bool,
    /// [`Fact::ServiceEnterprise`]
    pub service_enterprise: bool,
    /// [`Fact::NationalCritical`]
    pub national_critical: bool,
    /// [`Fact::Complex`]
    pub complex: bool,
    /// [`Fact::Military`]
    pub military: bool,
    /// The system is managed by the Ministry of National Defence: its reports go there.
    pub defence: bool,
    /// [`Fact::PersonalData`], and which.
    pub personal_data: Option<PersonalData>,
    /// [`Fact::Processor`]
    pub processor: bool,
    /// Hours that the owner gives the operator to tell it; no law does.
    pub operator_hours: Option<u32>,
}

impl Facts {
    /// An incident of which nothing is known but when it was detected.
    pub fn of(detected: Timestamp) -> Facts {
        Facts {
            detected,
            received: None,
            ended: None,
            data_breach: None,
            asked: None,
            serious: false,
            beyond_capacity: false,
            dangerous_situation: false,
            security_signs: false,
            severe_disruption: false,
            service_enterprise: false,
            national_critical: false,
            complex: false,
            military: false,
            defence: false,
            personal_data: None,
            processor: false,
            operator_hours: None,
        }
    }

    /// The day in Viet Nam on which it was detected, which chooses its rules; nothing outside of 1900 to 2199.
    pub fn day(&self) -> Option<Day> {
        Day::at(self.detected.as_second())
    }

    /// Whether a fact holds.
    pub fn holds(&self, fact: Fact) -> bool {
        let data = |which: fn(PersonalData) -> bool| self.personal_data.is_some_and(which);
        match fact {
            Fact::Serious => self.serious,
            Fact::BeyondCapacity => self.beyond_capacity,
            Fact::DangerousSituation => self.dangerous_situation,
            Fact::SecuritySigns => self.security_signs,
            Fact::SevereDisruption => self.severe_disruption,
            Fact::ServiceEnterprise => self.service_enterprise,
            Fact::NationalCritical => self.national_critical,
            Fact::Complex => self.complex,
            Fact::Military => self.military,
            Fact::PersonalData => self.personal_data.is_some(),
            Fact::LocationOrBiometric => data(|data| data.location_or_biometric),
            Fact::Processor => self.processor,
            Fact::FinanceSensitive => data(|data| data.finance_sensitive),
        }
    }
}
