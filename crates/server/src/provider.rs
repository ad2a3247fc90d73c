//! The operator's identity provider (OpenID Connect): where people are sent, and who came back.
//!
//! Must never connect but through `egress`, never believe a token whose signature, issuer, audience, time or nonce was not
//! verified (RFC 7519; OpenID Connect Core 1.0, 3.1.3.7), and never write a code, a token or who somebody is into a log.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use egress::door::Patience;
use egress::fetch::{FetchError, Fetcher, Method, Request};
use egress::policy::Policy;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError,
    TokenResponse, http,
};
use tokio::sync::Mutex;

use crate::config::Config;
use crate::post::word;

/// The page of ours to which people come back.
pub const BACK: &str = "/console/oidc/back";

/// Seconds for which what the provider says of itself holds; those after which it is asked for new keys, where one is
/// missing; and those after which a provider that did not answer is asked again.
const FRESH: i64 = 600;
const KEYS_AGAIN: i64 = 60;
const AWAY: i64 = 5;

/// Seconds that the provider's clock may be before ours.
const AHEAD: i64 = 300;

/// Bytes of one answer of the provider, and of what it calls somebody (OpenID Connect Core, 2).
const LARGEST: u64 = 256 << 10;
const LONGEST_SUBJECT: usize = 255;

/// What a token may be signed with: keys that the provider publishes the public half of, and nothing that we could
/// have made ourselves.
const SIGNED_WITH: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What is said to the provider, and has to come back with who was there.
#[derive(Clone)]
pub struct Way {
    /// Comes back in the link.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Whose digest is sent along, and which is shown with the code (RFC 7636).
    pub verifier: String,
}

/// Why nobody came back. The word says what it was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The provider does not answer, or in a way that is none.
    #[error("the identity provider does not answer: {0}")]
    Away(&'static str),
    /// What it answered is not believed.
    #[error("what the identity provider answered is not believed: {0}")]
    Refused(&'static str),
}

/// The provider.
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    name: String,
    fetcher: Fetcher,
    known: Mutex<Known>,
}

/// What is known of it.
#[derive(Default)]
struct Known {
    /// What it said of itself, and when.
    said: Option<(Arc<CoreProviderMetadata>, i64)>,
    /// When it did not answer, and why.
    away: Option<(ProviderError, i64)>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Provider").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// The one that is configured, if one is; `secret` is what its file holds. The configuration was found usable.
    pub fn of(config: &Config, secret: Option<String>) -> Option<Provider> {
        let oidc = config.oidc.as_ref()?;
        let seconds = Duration::from_secs;
        // Two of them, one after the other, within the time that an answer of ours may take.
        let patience = Patience { connect: seconds(2), answer: seconds(3), whole: seconds(3) };
        // Nothing is followed: a code or a secret goes where the provider says, and no further.
        let policy = Policy { inside: config.inside.clone(), redirects: 0, most: LARGEST, patience };
        Some(Provider {
            issuer: IssuerUrl::new(oidc.issuer.clone()).ok()?,
            client: ClientId::new(oidc.client_id.clone()),
            secret: secret.map(ClientSecret::new),
            back: RedirectUrl::new(format!("{}{BACK}", config.public_url.as_deref()?)).ok()?,
            name: oidc.name.clone(),
            fetcher: Fetcher::new(policy),
            known: Mutex::default(),
        })
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it calls itself.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// The page of the provider on which somebody shows who they are; `anew` also where they are signed in there.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub async fn page(&self, way: &Way, anew: bool, now: i64) -> Result<String, ProviderError> {
        let client = self.client(&*self.said(FRESH, now).await?);
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(way.verifier.clone()));
        let (state, nonce) = (way.state.clone(), way.nonce.clone());
        let mut asked = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .set_pkce_challenge(challenge);
        if anew {
            asked = asked.add_prompt(CoreAuthPrompt::Login);
        }
        Ok(asked.url().0.to_string())
    }

    /// Who came back with that code: what the provider calls them.
    ///
    /// # Errors
    /// When it does not answer, or what it answers is not believed.
    pub async fn who(&self, code: String, way: Way, now: i64) -> Result<String, ProviderError> {
        let said = self.said(FRESH, now).await?;
        let client = self.client(&said);
        let (asks, fetcher) = (client.clone(), self.fetcher.clone());
        let verifier = PkceCodeVerifier::new(way.verifier);
        let exchange = move || {
            let asked = asks.exchange_code(AuthorizationCode::new(code));
            let asked = asked.map_err(|_| ProviderError::Away("no token endpoint"))?;
            asked
                .set_pkce_verifier(verifier)
                .request(&|request| carry(&fetcher, &request))
                .map_err(|error| exchange_error(&error))
        };
        let answer = tokio::task::spawn_blocking(exchange).await;
        let answer = answer.map_err(|_| ProviderError::Away("broken off"))??;
        let token = answer.id_token().ok_or(ProviderError::Refused("no token"))?;
        let nonce = Nonce::new(way.nonce);
        let verified = |client: &Client| {
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs(SIGNED_WITH)
                .set_time_fn(move || moment(now))
                .set_issue_time_verifier_fn(move |at| match at.timestamp() <= now.saturating_add(AHEAD) {
                    true => Ok(()),
                    false => Err("of the future".to_owned()),
                });
            token.claims(&verifier, &nonce).map(|claims| claims.subject().as_str().to_owned())
        };
        let mut subject = verified(&client);
        let unknown_key = |error: &ClaimsVerificationError| {
            let missing = SignatureVerificationError::NoMatchingKey;
            matches!(error, ClaimsVerificationError::SignatureVerification(why) if *why == missing)
        };
        // It may have got another key since it was asked.
        if subject.as_ref().is_err_and(unknown_key) {
            let now_said = self.said(KEYS_AGAIN, now).await?;
            if !Arc::ptr_eq(&now_said, &said) {
                subject = verified(&self.client(&now_said));
            }
        }
        let subject = subject.map_err(|error| ProviderError::Refused(claims_word(&error)))?;
        let fits = (1..=LONGEST_SUBJECT).contains(&subject.len())
            && subject.bytes().all(|c| c.is_ascii_graphic() || c == b' ');
        if fits { Ok(subject) } else { Err(ProviderError::Refused("subject")) }
    }

    fn client(&self, said: &CoreProviderMetadata) -> Client {
        let offered = said.token_endpoint_auth_methods_supported();
        // Without a word it is the first (OpenID Connect Discovery 1.0, 3).
        let basic = offered.is_none_or(|offered| {
            offered.contains(&CoreClientAuthMethod::ClientSecretBasic)
                || !offered.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let client =
            CoreClient::from_provider_metadata(said.clone(), self.client.clone(), self.secret.clone());
        client.set_redirect_uri(self.back.clone()).set_auth_type(if basic {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        })
    }

    /// What the provider says of itself, not older than that.
    async fn said(&self, oldest: i64, now: i64) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        // Held while it is asked: those who come meanwhile wait for one answer.
        let mut known = self.known.lock().await;
        let age = |at: i64| now.saturating_sub(at).saturating_abs();
        if let Some((said, at)) = &known.said
            && age(*at) <= oldest
        {
            return Ok(Arc::clone(said));
        }
        if let Some((error, at)) = &known.away
            && age(*at) <= AWAY
        {
            return Err(*error);
        }
        let (issuer, fetcher) = (self.issuer.clone(), self.fetcher.clone());
        let discover = move || {
            CoreProviderMetadata::discover(&issuer, &|request| carry(&fetcher, &request))
                .map_err(|error| ProviderError::Away(discovery_word(&error)))
        };
        let said = tokio::task::spawn_blocking(discover).await;
        match said.unwrap_or(Err(ProviderError::Away("broken off"))) {
            Ok(said) => {
                let said = Arc::new(said);
                *known = Known { said: Some((Arc::clone(&said), now)), away: None };
                Ok(said)
            }
            Err(error) => {
                known.away = Some((error, now));
                Err(error)
            }
        }
    }
}

fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Carries a request of the library out of the one door there is.
fn carry(fetcher: &Fetcher, request: &HttpRequest) -> Result<HttpResponse, FetchError> {
    let method = match *request.method() {
        http::Method::GET => Method::Get,
        http::Method::POST => Method::Post,
        _ => return Err(FetchError::BadAddress),
    };
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers = request.headers().iter().filter_map(header).collect();
    let url = request.uri().to_string();
    let answer = fetcher.send(&Request { method, url, headers, body: request.body().clone() })?;
    let mut response = http::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body).map_err(|_| FetchError::BadAddress)
}

fn discovery_word(error: &DiscoveryError<FetchError>) -> &'static str {
    match error {
        DiscoveryError::Request(error) => word(error),
        DiscoveryError::Response(..) => "status",
        DiscoveryError::Validation(_) => "issuer",
        DiscoveryError::UrlParse(_) => "address",
        _ => "document",
    }
}

fn exchange_error<T: openidconnect::ErrorResponse>(
    error: &RequestTokenError<FetchError, T>,
) -> ProviderError {
    match error {
        RequestTokenError::Request(error) => ProviderError::Away(word(error)),
        RequestTokenError::ServerResponse(_) => ProviderError::Refused("code"),
        _ => ProviderError::Refused("answer"),
    }
}

fn claims_word(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "time",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::InvalidSubject(_) => "subject",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "token",
    }
}
