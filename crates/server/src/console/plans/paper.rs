//! A plan as a paper, in the layout of Nghị định 30/2020.
//!
//! Must never name a system to who may not know of it, nor give the paper a number or a day.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::papers::{Field, Known, TooMuch, Value, fill};
use office::plan::Part;
use office::rulebook::FormKey;
use words::Language;

use super::{Seen, seen};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::{issued, kind, newest_rules};
use crate::console::signed::{Signed, Stop};

/// A file for word processors.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Where each part stands on the paper.
const FIELDS: [(Part, Field); 11] = [
    (Part::Basis, Field::Basis),
    (Part::Purpose, Field::PlanPurpose),
    (Part::Requirements, Field::PlanRequirements),
    (Part::State, Field::PlanState),
    (Part::Risks, Field::PlanRisks),
    (Part::Consequences, Field::PlanConsequences),
    (Part::Means, Field::PlanMeans),
    (Part::Priorities, Field::PlanPriorities),
    (Part::Communication, Field::PlanCommunication),
    (Part::Drills, Field::PlanDrills),
    (Part::Organisation, Field::PlanOrganisation),
];

/// What is known of the paper. Papers are Vietnamese.
fn known(f: &Desk<'_>, signed: &Signed, seen: &Seen) -> Result<Known, TooMuch> {
    let plan = &seen.kept.plan;
    let mut all = Known::new();
    all.set(Field::Body, Value::Text(signed.unit_name(plan.unit)))?;
    issued(&mut all, signed, plan.unit)?;
    all.set(Field::Subject, Value::Text(format!("của {} năm {}", signed.unit_name(plan.unit), plan.year)))?;
    all.set(Field::PlanYear, Value::Text(plan.year.to_string()))?;
    for (part, field) in FIELDS {
        all.set(field, Value::Text(plan.contents.text(part).to_owned()))?;
    }
    let systems = seen.systems.iter().map(|(_, name, level)| vec![name.clone(), level.to_string()]);
    all.set(Field::PlanSystems, Value::Rows(systems.collect()))?;
    let mut rows = Vec::new();
    for one in &plan.contents.scenarios {
        let signs = if one.signs.is_empty() { String::new() } else { format!(": {}", one.signs) };
        let mut first = (format!("{}{signs}", one.name), f.say(kind(&one.kind)));
        for action in &one.actions {
            rows.push(vec![first.0, first.1, action.what.clone(), action.who.clone()]);
            first = (String::new(), String::new());
        }
        if one.actions.is_empty() {
            rows.push(vec![first.0, first.1, String::new(), String::new()]);
        }
    }
    all.set(Field::PlanScenarios, Value::Rows(rows))?;
    Ok(all)
}

/// `GET /console/plans/{id}/docx`.
pub async fn docx(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let f = Desk::outside(&app, Language::Vietnamese, "plans");
    let broken = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
    let Ok(known) = known(&f, &signed, &seen) else { return Ok(broken()) };
    let Ok(draft) = fill(&newest_rules(), FormKey::ResponsePlan, &known) else { return Err(Stop::NotThere) };
    let Ok(bytes) = draft.docx() else { return Ok(broken()) };
    let name = format!("attachment; filename=\"ke-hoach-{id}-{}.docx\"", seen.kept.plan.year);
    Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
