//! The schemas of CACAO 2.0, as OASIS publishes them, and whether a file is what they ask for.
//!
//! Must never fetch anything: every schema is in the program, and what none of them is called is refused.

use std::error::Error;
use std::sync::LazyLock;

use jsonschema::{Draft, PatternOptions, Retrieve, Uri, Validator};
use serde_json::Value;

/// What the schemas call themselves; nothing is asked for there.
const BASE: &str = "https://raw.githubusercontent.com/oasis-open/cacao-json-schemas/main/schemas/";

/// The schemas by what follows [`BASE`].
const SCHEMAS: &[(&str, &str)] = &[
    (
        "agent-target/agent-target.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/agent-target.json"),
    ),
    ("agent-target/group.json", include_str!("../../../../vendor/cacao/schemas/agent-target/group.json")),
    (
        "agent-target/http-api.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/http-api.json"),
    ),
    (
        "agent-target/individual.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/individual.json"),
    ),
    ("agent-target/linux.json", include_str!("../../../../vendor/cacao/schemas/agent-target/linux.json")),
    (
        "agent-target/location.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/location.json"),
    ),
    (
        "agent-target/net-address.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/net-address.json"),
    ),
    (
        "agent-target/organization.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/organization.json"),
    ),
    ("agent-target/sector.json", include_str!("../../../../vendor/cacao/schemas/agent-target/sector.json")),
    (
        "agent-target/security-category.json",
        include_str!("../../../../vendor/cacao/schemas/agent-target/security-category.json"),
    ),
    ("agent-target/ssh.json", include_str!("../../../../vendor/cacao/schemas/agent-target/ssh.json")),
    (
        "authentication-info/authentication-info.json",
        include_str!("../../../../vendor/cacao/schemas/authentication-info/authentication-info.json"),
    ),
    (
        "authentication-info/http-basic.json",
        include_str!("../../../../vendor/cacao/schemas/authentication-info/http-basic.json"),
    ),
    (
        "authentication-info/oauth2.json",
        include_str!("../../../../vendor/cacao/schemas/authentication-info/oauth2.json"),
    ),
    (
        "authentication-info/user-auth.json",
        include_str!("../../../../vendor/cacao/schemas/authentication-info/user-auth.json"),
    ),
    ("commands/bash.json", include_str!("../../../../vendor/cacao/schemas/commands/bash.json")),
    ("commands/caldera-cmd.json", include_str!("../../../../vendor/cacao/schemas/commands/caldera-cmd.json")),
    (
        "commands/command-data.json",
        include_str!("../../../../vendor/cacao/schemas/commands/command-data.json"),
    ),
    ("commands/elastic.json", include_str!("../../../../vendor/cacao/schemas/commands/elastic.json")),
    ("commands/http-api.json", include_str!("../../../../vendor/cacao/schemas/commands/http-api.json")),
    ("commands/jupyter.json", include_str!("../../../../vendor/cacao/schemas/commands/jupyter.json")),
    ("commands/kestrel.json", include_str!("../../../../vendor/cacao/schemas/commands/kestrel.json")),
    ("commands/manual.json", include_str!("../../../../vendor/cacao/schemas/commands/manual.json")),
    ("commands/openc2-http.json", include_str!("../../../../vendor/cacao/schemas/commands/openc2-http.json")),
    ("commands/powershell.json", include_str!("../../../../vendor/cacao/schemas/commands/powershell.json")),
    ("commands/sigma.json", include_str!("../../../../vendor/cacao/schemas/commands/sigma.json")),
    ("commands/ssh.json", include_str!("../../../../vendor/cacao/schemas/commands/ssh.json")),
    ("commands/yara.json", include_str!("../../../../vendor/cacao/schemas/commands/yara.json")),
    (
        "data-markings/data-marking.json",
        include_str!("../../../../vendor/cacao/schemas/data-markings/data-marking.json"),
    ),
    (
        "data-markings/marking-iep.json",
        include_str!("../../../../vendor/cacao/schemas/data-markings/marking-iep.json"),
    ),
    (
        "data-markings/marking-statement.json",
        include_str!("../../../../vendor/cacao/schemas/data-markings/marking-statement.json"),
    ),
    (
        "data-markings/marking-tlp.json",
        include_str!("../../../../vendor/cacao/schemas/data-markings/marking-tlp.json"),
    ),
    (
        "data-types/civic-location.json",
        include_str!("../../../../vendor/cacao/schemas/data-types/civic-location.json"),
    ),
    ("data-types/contact.json", include_str!("../../../../vendor/cacao/schemas/data-types/contact.json")),
    (
        "data-types/external-reference.json",
        include_str!("../../../../vendor/cacao/schemas/data-types/external-reference.json"),
    ),
    (
        "data-types/identifier.json",
        include_str!("../../../../vendor/cacao/schemas/data-types/identifier.json"),
    ),
    (
        "data-types/playbook-processing-summary.json",
        include_str!("../../../../vendor/cacao/schemas/data-types/playbook-processing-summary.json"),
    ),
    ("data-types/signature.json", include_str!("../../../../vendor/cacao/schemas/data-types/signature.json")),
    ("data-types/timestamp.json", include_str!("../../../../vendor/cacao/schemas/data-types/timestamp.json")),
    ("data-types/variable.json", include_str!("../../../../vendor/cacao/schemas/data-types/variable.json")),
    (
        "extension-definition/extension-definition.json",
        include_str!("../../../../vendor/cacao/schemas/extension-definition/extension-definition.json"),
    ),
    ("playbook.json", include_str!("../../../../vendor/cacao/schemas/playbook.json")),
    ("workflows/action.json", include_str!("../../../../vendor/cacao/schemas/workflows/action.json")),
    ("workflows/end.json", include_str!("../../../../vendor/cacao/schemas/workflows/end.json")),
    (
        "workflows/if-condition.json",
        include_str!("../../../../vendor/cacao/schemas/workflows/if-condition.json"),
    ),
    ("workflows/parallel.json", include_str!("../../../../vendor/cacao/schemas/workflows/parallel.json")),
    (
        "workflows/playbook-action.json",
        include_str!("../../../../vendor/cacao/schemas/workflows/playbook-action.json"),
    ),
    ("workflows/start.json", include_str!("../../../../vendor/cacao/schemas/workflows/start.json")),
    (
        "workflows/switch-condition.json",
        include_str!("../../../../vendor/cacao/schemas/workflows/switch-condition.json"),
    ),
    (
        "workflows/while-condition.json",
        include_str!("../../../../vendor/cacao/schemas/workflows/while-condition.json"),
    ),
    (
        "workflows/workflow-step.json",
        include_str!("../../../../vendor/cacao/schemas/workflows/workflow-step.json"),
    ),
];

static VALIDATOR: LazyLock<Result<Validator, String>> =
    LazyLock::new(|| built().map_err(|error| error.to_string()));

/// What is wrong with a value first, and where in it; nothing where nothing is.
pub fn wrong(value: &Value) -> Result<Option<(String, String)>, String> {
    let validator = VALIDATOR.as_ref().map_err(Clone::clone)?;
    // The deepest one says most: those above it only say that something in them is wrong.
    let errors = validator.iter_errors(value);
    let found = errors.map(|error| {
        let at = error.instance_path().to_string();
        (at.matches('/').count(), at, error.masked().to_string())
    });
    Ok(found.max_by_key(|(depth, ..)| *depth).map(|(_, at, why)| (at, why)))
}

/// The schemas are read as JSON Schema 2020-12: they say of themselves that they are of draft 7, which has no
/// `unevaluatedProperties`, and they rely on that in 64 places.
fn built() -> Result<Validator, Box<dyn Error + Send + Sync>> {
    let schema = FromMemory.schema("playbook.json")?;
    let options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_retriever(FromMemory)
        .with_pattern_options(PatternOptions::regex());
    Ok(options.build(&schema)?)
}

struct FromMemory;

impl FromMemory {
    fn schema(&self, name: &str) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let (_, text) = SCHEMAS.iter().find(|(known, _)| *known == name).ok_or("no such schema")?;
        let mut schema: Value = serde_json::from_str(text)?;
        if let Some(members) = schema.as_object_mut() {
            members.remove("$schema");
        }
        Ok(schema)
    }
}

impl Retrieve for FromMemory {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        self.schema(uri.as_str().strip_prefix(BASE).ok_or("no such schema")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_there_under_its_own_name_and_can_be_used() {
        for (name, text) in SCHEMAS {
            let schema: Value = serde_json::from_str(text).unwrap();
            assert_eq!(schema["$id"], format!("{BASE}{name}"));
            assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        }
        built().unwrap();
    }

    #[test]
    fn nothing_is_fetched() {
        let asked = |uri: &str| FromMemory.retrieve(&jsonschema::uri::from_str(uri).unwrap());
        assert!(asked(&format!("{BASE}workflows/end.json")).is_ok());
        assert!(asked(&format!("{BASE}workflows/none.json")).is_err());
        assert!(asked("http://127.0.0.1/workflows/end.json").is_err());
        assert!(asked("file:///etc/hostname").is_err());
    }

    #[test]
    fn an_unknown_member_is_found_which_draft_7_lets_through() {
        let start = "start--00000000-0000-4000-8000-000000000001";
        let playbook = |member: &str| {
            serde_json::json!({
                "type": "playbook", "spec_version": "cacao-2.0", "name": "One", "workflow_start": start,
                "id": "playbook--00000000-0000-4000-8000-000000000002",
                "created_by": "identity--00000000-0000-4000-8000-000000000003",
                "created": "2026-11-28T00:00:00.000Z", "modified": "2026-11-28T00:00:00.000Z",
                "workflow": { start: { "type": "start", member: start } },
            })
        };
        assert_eq!(wrong(&playbook("on_completion")), Ok(None));
        let (at, why) = wrong(&playbook("on_completions")).unwrap().unwrap();
        assert!(at.starts_with("/workflow") && why.contains("on_completions"), "{at}: {why}");
        // As the README of playbooks says: the schemas forbid what the text of the standard asks for.
        let command = serde_json::json!({"type": "manual", "command": "Look"});
        let mut with = playbook("on_completion");
        with["workflow"]["action--00000000-0000-4000-8000-000000000004"] = serde_json::json!({
            "type": "action", "on_completion": start, "commands": [command],
            "agent": "organization--00000000-0000-4000-8000-000000000005",
        });
        assert!(wrong(&with).unwrap().unwrap().1.contains("command"));
        let old = jsonschema::options().with_draft(Draft::Draft7).with_retriever(FromMemory);
        let old = old.build(&FromMemory.schema("playbook.json").unwrap()).unwrap();
        assert!(old.is_valid(&playbook("on_completions")));
    }
}
