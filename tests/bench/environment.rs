//! A stand-in for Lambda: starts a function as it is built for release, hands it events through the runtime API, and
//! looks at the process. AWS's services are behind TLS, as they are in earnest, with as many certificates to trust.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use rcgen::CertifiedKey;
use serde_json::Value;
use system_tests::{BUCKET, Endpoints, TABLE};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::measure::peak_kib_of;

/// Certificates that systems trust; Lambda's has the same ones.
const SYSTEM_CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How long a function may take over an event.
const PATIENCE: Duration = Duration::from_secs(120);

/// AWS as functions see it: TLS in front of a world's services.
pub(crate) struct Aws {
    dynamo: String,
    others: String,
    certificates: PathBuf,
}

impl Aws {
    pub(crate) async fn before(endpoints: &Endpoints, cache: &Path) -> Self {
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificates = cache.join("certificates.pem");
        let trusted = fs::read_to_string(SYSTEM_CERTIFICATES).unwrap_or_default();
        fs::write(&certificates, trusted + "\n" + &cert.pem()).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let dynamo = front(acceptor.clone(), &endpoints.dynamo).await;
        let others = front(acceptor, &endpoints.others).await;
        Self { dynamo, others, certificates }
    }
}

/// Accepts TLS before a service that speaks plain HTTP; gives the new address.
async fn front(acceptor: TlsAcceptor, service: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let service = service.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, service) = (acceptor.clone(), service.clone());
            tokio::spawn(async move {
                stream.set_nodelay(true).unwrap();
                let Ok(mut client) = acceptor.accept(stream).await else { return };
                let Ok(mut service) = TcpStream::connect(&service).await else { return };
                service.set_nodelay(true).unwrap();
                // Whoever hangs up ends it; nothing is to be said about that.
                let _ = tokio::io::copy_bidirectional(&mut client, &mut service).await;
            });
        }
    });
    address
}

/// One execution environment of a function.
pub(crate) struct Environment {
    child: Child,
    started: Instant,
    events: UnboundedSender<Value>,
    answers: UnboundedReceiver<(Instant, Result<Value, String>)>,
}

struct RuntimeApi {
    events: Mutex<UnboundedReceiver<Value>>,
    answers: UnboundedSender<(Instant, Result<Value, String>)>,
}

impl Environment {
    /// Starts a function that was built into the folder of this program's parent.
    pub(crate) async fn start(function: &str, aws: &Aws) -> Self {
        let (events, waiting) = unbounded_channel();
        let (answers, answered) = unbounded_channel();
        let api = Arc::new(RuntimeApi { events: Mutex::new(waiting), answers });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(error))
            .with_state(api);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let queue = |name: &str| format!("{}/queues/{name}", aws.others);
        let mut command = Command::new(binary(function));
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.envs([
            ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", function),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", aws.others.as_str()),
            ("AWS_ENDPOINT_URL_DYNAMODB", aws.dynamo.as_str()),
            // Paths instead of host names for buckets.
            ("STAGE", "local"),
            ("TABLE_NAME", TABLE),
            ("BUCKET", BUCKET),
            ("MAIL_FROM", "packhouse@example.com"),
            ("PORTAL_URL", "https://portal.example"),
        ]);
        command.env("SSL_CERT_FILE", &aws.certificates);
        for name in ["import", "validation", "allocation", "render", "reconciliation", "notifications"] {
            command.env(format!("{}_QUEUE_URL", name.to_uppercase()), queue(name));
        }
        let started = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("{function} is not built: {error}"));
        Self { child, started, events, answers: answered }
    }

    /// Hands in an event and waits for the answer; gives it with the time that it took.
    pub(crate) async fn invoke(&mut self, event: Value) -> (Value, Duration) {
        let begun = Instant::now();
        let (at, answer) = self.ask(event).await;
        (answer.unwrap_or_else(|error| panic!("the function failed: {error}")), at - begun)
    }

    /// Hands in the first event; gives the time from the process's start to the answer, whatever that is.
    pub(crate) async fn first_answer(&mut self, event: Value) -> Duration {
        let (at, _) = self.ask(event).await;
        at - self.started
    }

    async fn ask(&mut self, event: Value) -> (Instant, Result<Value, String>) {
        self.events.send(event).unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.answers.recv()).await;
        answer.expect("the function answers in time").expect("the runtime API is there")
    }

    /// The most memory that the function had so far, in KiB.
    pub(crate) fn peak_kib(&self) -> u64 {
        peak_kib_of(&self.child.id().to_string())
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // A function that ended by itself is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn next(State(api): State<Arc<RuntimeApi>>) -> impl IntoResponse {
    let Some(event) = api.events.lock().await.recv().await else { return (StatusCode::GONE, HeaderMap::new(), String::new()) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let deadline = (now + PATIENCE).as_millis().to_string();
    let headers = [
        ("lambda-runtime-aws-request-id", "be3fda80-d42d-49a2-88aa-3f860b123de9"),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-2:000000000000:function:packhouse"),
        ("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"),
    ];
    let headers = HeaderMap::from_iter(headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())));
    (StatusCode::OK, headers, event.to_string())
}

async fn response(State(api): State<Arc<RuntimeApi>>, body: Bytes) -> StatusCode {
    let _ = api.answers.send((Instant::now(), Ok(serde_json::from_slice(&body).unwrap_or(Value::Null))));
    StatusCode::ACCEPTED
}

async fn error(State(api): State<Arc<RuntimeApi>>, body: Bytes) -> StatusCode {
    let _ = api.answers.send((Instant::now(), Err(String::from_utf8_lossy(&body).into_owned())));
    StatusCode::ACCEPTED
}

/// The program of a function: this one is in the folder `examples` beside it.
pub(crate) fn binary(function: &str) -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join(function)
}
