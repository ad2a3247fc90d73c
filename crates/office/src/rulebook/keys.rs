//! The keys that code names: roles, words, classes, forms. What they are called, and since when, is in the rulebook.
//!
//! Must never change a key that is there: incidents are stored with it.

/// An enumeration whose variants have keys.
macro_rules! keys {
    ($(#[$of:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $variant,)+ }

        impl $crate::rulebook::Key for $name {
            const ALL: &'static [$name] = &[$($name::$variant,)+];

            fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)+ }
            }
        }
    };
}
pub(crate) use keys;

use super::Key;
pub use crate::playbook::Role;

/// Who takes part in the handling of an incident: playbooks and the rulebook name the same roles.
impl Key for Role {
    const ALL: &'static [Role] = &Role::ALL;

    fn key(self) -> &'static str {
        Role::key(self)
    }
}

keys! {
    /// What is called differently by different laws.
    Word {
        /// An incident.
        Incident = "incident",
        /// What it happens to.
        Security = "security",
        /// What is done about it.
        Response = "response",
        /// Malware.
        Malware = "malware",
        /// What the subject of an e-mail begins with.
        MailSubject = "mail_subject",
    }
}

keys! {
    /// The ten classes of form 05.
    Class {
        /// Denial of service.
        DenialOfService = "denial_of_service",
        /// Phishing and forgery.
        PhishingForgery = "phishing_forgery",
        /// Malware.
        Malware = "malware",
        /// Unauthorised access, takeover.
        Intrusion = "intrusion",
        /// Defacement.
        Defacement = "defacement",
        /// Encryption of software, data or devices.
        Encryption = "encryption",
        /// Destruction.
        Sabotage = "sabotage",
        /// Eavesdropping, theft of data.
        Espionage = "espionage",
        /// Several of these together.
        Combined = "combined",
        /// None of these.
        Other = "other",
    }
}

keys! {
    /// The first level of ENISA's Reference Security Incident Taxonomy.
    Taxonomy {
        /// Abusive content.
        AbusiveContent = "abusive_content",
        /// Malicious code.
        MaliciousCode = "malicious_code",
        /// Information gathering.
        InformationGathering = "information_gathering",
        /// Intrusion attempts.
        IntrusionAttempts = "intrusion_attempts",
        /// Intrusions.
        Intrusions = "intrusions",
        /// Availability.
        Availability = "availability",
        /// Information content security.
        InformationContentSecurity = "information_content_security",
        /// Fraud.
        Fraud = "fraud",
        /// Vulnerable.
        Vulnerable = "vulnerable",
        /// Other.
        Other = "other",
        /// Test.
        Test = "test",
    }
}

keys! {
    /// The forms and papers of an incident.
    FormKey {
        /// Form 03.
        InitialReport = "initial_report",
        /// Form 04.
        ClosingReport = "closing_report",
        /// Form 05.
        Summary = "summary",
        /// The notice, which has no form.
        Notice = "notice",
        /// Cause, scope and remedy: what is owed within 72 hours.
        IncidentReport = "incident_report",
        /// How it goes on.
        SituationUpdate = "situation_update",
        /// A request for help.
        SupportRequest = "support_request",
        /// Form 06, which has no official body.
        CoordinationOrder = "coordination_order",
        /// Minutes of recording an incident.
        MinutesRecording = "minutes_recording",
        /// Minutes of sealing.
        MinutesSealing = "minutes_sealing",
        /// Minutes of handing over devices and data.
        MinutesHandover = "minutes_handover",
        /// The letter of the second clock.
        PersonalDataNotice = "personal_data_notice",
        /// A unit's response plan, of no incident.
        ResponsePlan = "response_plan",
    }
}

impl FormKey {
    /// Whether it is of one incident: sums are of many, and a plan of none.
    pub fn is_of_one(self) -> bool {
        !matches!(self, FormKey::Summary | FormKey::ResponsePlan)
    }
}
