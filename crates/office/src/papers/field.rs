//! What can stand on a paper.
//!
//! Must never change a key that is there: values are stored with it.

use crate::rulebook::keys;

keys! {
    /// A field of a form or paper.
    Field {
        /// Whose the paper is: the body above.
        BodyAbove = "body_above",
        /// The body that issues it.
        Body = "body",
        /// The body's sign after the number, such as SXYZ.
        Sign = "sign",
        /// The sign of the unit that drafts, such as CNTT.
        UnitSign = "unit_sign",
        /// Where it is issued.
        Place = "place",
        /// The post of who signs, such as GIÁM ĐỐC.
        SignerPost = "signer_post",
        /// By which authority, such as KT. GIÁM ĐỐC.
        SignerFor = "signer_for",
        /// The name of who signs.
        SignerName = "signer_name",
        /// To whom, one a line.
        Addressees = "addressees",
        /// Who gets a copy, one a line.
        Copies = "copies",
        /// What it is about.
        Subject = "subject",

        /// Who reports.
        ReporterName = "reporter_name",
        /// Their address.
        ReporterAddress = "reporter_address",
        /// Their telephone.
        ReporterPhone = "reporter_phone",
        /// Their e-mail.
        ReporterEmail = "reporter_email",
        /// Whom to ask.
        ContactName = "contact_name",
        /// Their post.
        ContactPost = "contact_post",
        /// Their telephone.
        ContactPhone = "contact_phone",
        /// Their e-mail.
        ContactEmail = "contact_email",

        /// Who runs the system.
        OperatorName = "operator_name",
        /// Where the operator is.
        OperatorAddress = "operator_address",
        /// Whose it is.
        OwnerName = "owner_name",
        /// The system, its domains and addresses.
        SystemName = "system_name",
        /// Its level, 1 to 5.
        SystemLevel = "system_level",
        /// Who provides security services.
        SecurityProvider = "security_provider",
        /// Who connects it.
        ConnectionProvider = "connection_provider",

        /// What happened, in short.
        Summary = "summary",
        /// When it was detected.
        DetectedAt = "detected_at",
        /// Whether it has been handled: `handled` or `open`.
        Status = "status",
        /// How it was detected: `ids`, `logs`, `told`, `other`.
        HowDetected = "how_detected",
        /// By whom one was told.
        ToldBy = "told_by",
        /// How else it was detected.
        DetectedOtherwise = "detected_otherwise",
        /// Who has been told: `network`, `isp`, `coordinator`.
        Notified = "notified",
        /// The operating system.
        Os = "os",
        /// Its version.
        OsVersion = "os_version",
        /// What runs on it: `web`, `mail`, `database`, `other`.
        Services = "services",
        /// What else runs on it.
        ServicesOther = "services_other",
        /// What protects it: `antivirus`, `firewall`, `ids`, `other`.
        Measures = "measures",
        /// What else protects it.
        MeasuresOther = "measures_other",
        /// Its public addresses.
        PublicAddresses = "public_addresses",
        /// Its domains.
        Domains = "domains",
        /// What it is for.
        Purpose = "purpose",
        /// What comes with the report: `logs`, `samples`, `other`.
        Attached = "attached",
        /// What else comes with it.
        AttachedOther = "attached_other",
        /// Whether all of it is to be kept secret: `yes` or `no`.
        Confidential = "confidential",
        /// What is asked for.
        Requests = "requests",
        /// When the report is made.
        ReportedAt = "reported_at",

        /// The number and sign of the initial report.
        InitialNumber = "initial_number",
        /// Its day.
        InitialDay = "initial_day",
        /// What came of it, and what was learnt.
        Result = "result",
        /// The documents that come with it.
        Documents = "documents",

        /// The first day of the time that is summed up.
        PeriodFrom = "period_from",
        /// Its last day.
        PeriodUntil = "period_until",
        /// The code of the network's member.
        MemberCode = "member_code",
        /// The sums of form 05, a row for each class.
        Sums = "sums",
        /// Who helped.
        Helpers = "helpers",
        /// Who helped from abroad.
        HelpersAbroad = "helpers_abroad",
        /// What is proposed.
        Proposals = "proposals",

        /// Why it happened.
        Cause = "cause",
        /// What is affected.
        Scope = "scope",
        /// What is done about it.
        Remedy = "remedy",
        /// How it went on since the last report.
        Course = "course",
        /// What comes next.
        NextSteps = "next_steps",
        /// What others are asked to do.
        Tasks = "tasks",
        /// On what it is based.
        Basis = "basis",
        /// By when an answer is wanted.
        AnswerBy = "answer_by",

        /// When it began.
        MinutesBegun = "minutes_begun",
        /// When it ended.
        MinutesEnded = "minutes_ended",
        /// Where.
        MinutesPlace = "minutes_place",
        /// Who was there: name, post, body.
        Present = "present",
        /// Who witnessed it.
        Witnesses = "witnesses",
        /// What was found.
        Found = "found",
        /// What was taken into evidence: name, hash, size, by whom.
        Evidence = "evidence",
        /// Devices: name, serial number, state.
        Devices = "devices",
        /// The numbers of the seals.
        SealNumbers = "seal_numbers",
        /// Who keeps what is sealed.
        KeptBy = "kept_by",
        /// Who hands over.
        HandedBy = "handed_by",
        /// Who takes over.
        ReceivedBy = "received_by",
        /// What is handed over: name, number or hash, amount, state.
        HandedOver = "handed_over",
        /// What those present said.
        Remarks = "remarks",

        /// When the breach of personal data was detected.
        DataBreachedAt = "data_breached_at",
        /// Which kinds of data.
        DataKinds = "data_kinds",
        /// How many persons.
        DataSubjects = "data_subjects",
        /// What may come of it.
        Consequences = "consequences",

        /// The year of a response plan.
        PlanYear = "plan_year",
        /// What a plan is for.
        PlanPurpose = "plan_purpose",
        /// What it asks of everybody.
        PlanRequirements = "plan_requirements",
        /// How well systems are protected.
        PlanState = "plan_state",
        /// The systems that it is about: name, level.
        PlanSystems = "plan_systems",
        /// What may happen.
        PlanRisks = "plan_risks",
        /// What would come of it.
        PlanConsequences = "plan_consequences",
        /// Forces and means.
        PlanMeans = "plan_means",
        /// What is kept running first.
        PlanPriorities = "plan_priorities",
        /// Scenarios: name, kind, action, who.
        PlanScenarios = "plan_scenarios",
        /// Who tells whom.
        PlanCommunication = "plan_communication",
        /// Training and drills.
        PlanDrills = "plan_drills",
        /// Who answers for what.
        PlanOrganisation = "plan_organisation",
    }
}
