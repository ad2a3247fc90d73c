//! A server on the loopback that answers each path as it was told, and keeps what it was asked. Must never listen on
//! anything else.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) struct Server {
    pub at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers with what `answer` says to the path; the bytes are sent a part at a time with that pause between.
    pub fn new(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static, pause: Duration) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &kept, &*answer, pause));
            }
        });
        Server { at, asked }
    }

    /// Answers every path with 200 and this.
    pub fn saying(body: &'static str) -> Server {
        Server::new(move |_| ok(body), Duration::ZERO)
    }

    pub fn place(&self) -> String {
        self.at.to_string()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// What it was asked, in small letters.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

pub(super) fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nX-Told: yes\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub(super) fn redirect(status: u16, to: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} There\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
}

fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    answer: &dyn Fn(&str) -> Vec<u8>,
    pause: Duration,
) {
    let (mut request, mut some) = (Vec::new(), [0; 4096]);
    while !whole(&request) {
        match stream.read(&mut some) {
            Ok(read) if read > 0 => request.extend(&some[..read]),
            _ => break,
        }
    }
    let text = String::from_utf8_lossy(&request).into_owned();
    let path = text.split(' ').nth(1).unwrap_or("").to_owned();
    if !text.is_empty() {
        asked.lock().unwrap().push(text.to_lowercase());
    }
    for part in answer(&path).chunks(64) {
        if stream.write_all(part).is_err() {
            return;
        }
        std::thread::sleep(pause);
    }
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
