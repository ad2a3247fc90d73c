//! An identity provider on this machine, which signs what a test wants it to say.
//!
//! Must never reach another machine, nor stand for a real provider: `packaging/oidc.sh` brings one.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use server::config::{Config, Oidc};

use super::office::Office;

/// What the stub answers.
pub struct Says {
    /// The token that the next code is good for; nothing: the code is not good.
    pub token: Option<String>,
    /// Which keys are published.
    pub keys: Vec<(&'static str, SigningKey)>,
    /// A redirect that is sent instead of everything.
    pub elsewhere: Option<String>,
    /// The last request for a token.
    pub asked: String,
    /// How often its description was asked for.
    pub described: usize,
}

/// A provider on this machine.
pub struct Stub {
    pub at: SocketAddr,
    pub says: Arc<Mutex<Says>>,
}

/// The key of that number.
pub fn signer(of: u8) -> SigningKey {
    SigningKey::from_bytes(&[of; 32])
}

/// One part of a token.
pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token that this key signed.
pub fn token(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let text = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()).to_bytes());
    format!("{text}.{signature}")
}

impl Stub {
    pub fn new() -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let says = Arc::new(Mutex::new(Says {
            token: None,
            keys: vec![("one", signer(1))],
            elsewhere: None,
            asked: String::new(),
            described: 0,
        }));
        let kept = Arc::clone(&says);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let request = read(&mut stream);
                let (status, body) = answer(&request, at, &mut kept.lock().unwrap());
                let _ = stream.write_all(
                    format!(
                        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                        body.len()
                    )
                    .as_bytes(),
                );
            }
        });
        Stub { at, says }
    }

    pub fn issuer(&self) -> String {
        format!("http://{}", self.at)
    }

    pub fn config(&self) -> Config {
        Config {
            oidc: Some(Oidc {
                issuer: self.issuer(),
                client_id: "quet".to_owned(),
                client_secret_file: None,
                name: "Sở <Mẫu>".to_owned(),
            }),
            public_url: Some("http://quet.example.vn".to_owned()),
            inside: vec![self.at.to_string().parse().unwrap()],
            ..Config::default()
        }
    }

    /// What a good token says of somebody.
    pub fn claims(&self, office: &Office, subject: &str, nonce: &str) -> Value {
        let now = office.now();
        json!({"iss": self.issuer(), "sub": subject, "aud": "quet", "exp": now + 300, "iat": now, "nonce": nonce})
    }

    pub fn gives(&self, token: Option<String>) {
        self.says.lock().unwrap().token = token;
    }

    pub fn signs(&self, claims: &Value) {
        self.gives(Some(token(&json!({"alg": "EdDSA", "kid": "one"}), claims, &signer(1))));
    }
}

/// A configuration with a provider that is nowhere.
pub fn nowhere() -> Config {
    let oidc = Oidc {
        issuer: "https://id.coquan.example".to_owned(),
        client_id: "quet".to_owned(),
        client_secret_file: None,
        name: "Sở".to_owned(),
    };
    let public_url = Some("http://quet.example.vn".to_owned());
    Config { oidc: Some(oidc), public_url, ..Config::default() }
}

/// One request, with its body.
fn read(stream: &mut impl Read) -> String {
    let (mut request, mut some) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase();
            let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut some) {
            Ok(read) if read > 0 => request.extend(&some[..read]),
            _ => return text,
        }
    }
}

fn answer(request: &str, at: SocketAddr, says: &mut Says) -> (String, String) {
    if let Some(elsewhere) = &says.elsewhere {
        return (format!("302 Found\r\nLocation: {elsewhere}"), String::new());
    }
    let ok = |value: Value| ("200 OK".to_owned(), value.to_string());
    let path = request.split(' ').nth(1).unwrap_or("");
    match path {
        "/.well-known/openid-configuration" => {
            says.described += 1;
            ok(json!({
                "issuer": format!("http://{at}"),
                "authorization_endpoint": format!("http://{at}/auth"),
                "token_endpoint": format!("http://{at}/token"),
                "jwks_uri": format!("http://{at}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA", "none", "HS256"],
            }))
        }
        "/keys" => {
            let key = |(id, key): &(&str, SigningKey)| {
                let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
                json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": id, "x": x})
            };
            ok(json!({"keys": says.keys.iter().map(key).collect::<Vec<_>>()}))
        }
        "/token" => {
            says.asked = request.to_owned();
            match says.token.take() {
                Some(token) => ok(
                    json!({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}),
                ),
                None => ("400 Bad Request".to_owned(), json!({"error": "invalid_grant"}).to_string()),
            }
        }
        _ => ("404 Not Found".to_owned(), "{}".to_owned()),
    }
}
