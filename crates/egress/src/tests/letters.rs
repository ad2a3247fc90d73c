//! Letters, to a mail server that does what it is told. Must never leave the loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use crate::mail::{BadSettings, Letter, MailError, Mailer, Settings, Tls, is_address};

/// What the server does.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    Takes,
    /// Answers this command with that line.
    Says(&'static str, &'static str),
    /// Ends the connection there.
    Leaves(&'static str),
}

/// A mail server, and what it was told.
struct Post {
    port: u16,
    told: Arc<Mutex<Vec<String>>>,
}

impl Post {
    fn that(does: Does) -> Post {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, told) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
        let kept = Arc::clone(&told);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut answer = stream.try_clone().unwrap();
                answer.write_all(b"220 post\r\n").unwrap();
                let mut text = false;
                for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                    kept.lock().unwrap().push(line.clone());
                    let command = if text { "text" } else { line.split(' ').next().unwrap_or("") };
                    if text && line != "." {
                        continue;
                    }
                    let said = match command {
                        "EHLO" => "250-post\r\n250-AUTH PLAIN\r\n250 8BITMIME",
                        "AUTH" => "235 in",
                        "DATA" => "354 go on",
                        _ => "250 fine",
                    };
                    text = command == "DATA";
                    let said = match does {
                        Does::Says(at, words) if at == command => words,
                        Does::Leaves(at) if at == command => break,
                        _ => said,
                    };
                    if answer.write_all(format!("{said}\r\n").as_bytes()).is_err() {
                        break;
                    }
                }
                let _ = answer.shutdown(std::net::Shutdown::Both);
            }
        });
        Post { port, told }
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(settings(self.port, Tls::None)).unwrap()
    }

    fn told(&self) -> String {
        self.told.lock().unwrap().join("\n")
    }
}

fn settings(port: u16, tls: Tls) -> Settings {
    let user = Some(("quet".to_owned(), "mật khẩu".to_owned()));
    Settings { host: "127.0.0.1".to_owned(), port, tls, user, from: "Quét <quet@coquan.example>".to_owned() }
}

fn letter<'l>(to: &'l str, subject: &'l str) -> Letter<'l> {
    Letter { to, subject, text: "Chào bạn,\n.\nQuét\n", name: "0123abcd", at: 1_795_240_800 }
}

#[test]
fn a_letter_arrives_in_vietnamese_under_its_name() {
    let post = Post::that(Does::Takes);
    let subject = "Lời mời dùng Quét: Ủy ban nhân dân xã Mỹ Lâm";
    post.mailer().send(&letter("hai@coquan.example", subject)).unwrap();
    let told = post.told();
    for line in [
        "AUTH PLAIN AHF1ZXQAbeG6rXQga2jhuql1",
        "MAIL FROM:<quet@coquan.example>",
        "RCPT TO:<hai@coquan.example>",
        "Message-ID: <0123abcd@coquan.example>",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "Date: Sat, 21 Nov 2026 06:00:00 +0000",
    ] {
        assert!(told.contains(line), "{line}:\n{told}");
    }
    assert!(told.contains("Subject: =?utf-8?b?") && told.is_ascii(), "{told}");
    // The line with a dot alone ends nothing.
    assert!(told.contains("QUIT"), "{told}");
}

#[test]
fn nothing_that_is_put_in_begins_another_header() {
    let post = Post::that(Does::Takes);
    for (to, subject) in [
        ("hai@coquan.example\r\nBcc: all@coquan.example", "a"),
        ("hai@coquan.example", "a\r\nBcc: all@coquan.example"),
        ("hai@coquan.example", "a\nb"),
        ("hai@coquan.example,ba@coquan.example", "a"),
        ("Hai <hai@coquan.example>", "a"),
        ("", "a"),
        ("hai", "a"),
    ] {
        let sent = post.mailer().send(&letter(to, subject));
        assert!(matches!(sent, Err(MailError::BadLetter)), "{to:?} {subject:?}: {sent:?}");
    }
    let named = Letter { name: "a>\r\nBcc: b", ..letter("hai@coquan.example", "a") };
    assert!(matches!(post.mailer().send(&named), Err(MailError::BadLetter)));
    let long = "a".repeat(301);
    assert!(matches!(post.mailer().send(&letter("hai@coquan.example", &long)), Err(MailError::BadLetter)));
    assert_eq!(post.told(), "", "nobody was asked");
    assert!(is_address("hai@coquan.example") && !is_address("hai@") && !is_address("a@b\r\nc"));
}

#[test]
fn what_was_not_sent_and_what_may_have_been_are_told_apart() {
    let check = |does: Does, expected: fn(&MailError) -> bool| {
        let error = Post::that(does).mailer().send(&letter("hai@coquan.example", "a")).unwrap_err();
        assert!(expected(&error), "{error:?}");
        assert!(!format!("{error:?}").contains("khẩu"));
    };
    check(Does::Says("RCPT", "550 nobody"), |error| matches!(error, MailError::Refused { code: 550 }));
    check(Does::Says("MAIL", "451 later"), |error| matches!(error, MailError::Refused { code: 451 }));
    check(Does::Says("AUTH", "535 no"), |error| matches!(error, MailError::Refused { code: 535 }));
    check(Does::Says("text", "554 spam"), |error| matches!(error, MailError::Refused { code: 554 }));
    check(Does::Leaves("EHLO"), |error| matches!(error, MailError::NotReached(_)));
    check(Does::Leaves("RCPT"), |error| matches!(error, MailError::NotReached(_)));
    check(Does::Leaves("DATA"), |error| matches!(error, MailError::NotReached(_)));
    check(Does::Leaves("text"), |error| matches!(error, MailError::Unknown(_)));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Mailer::new(settings(nobody, Tls::None)).unwrap().send(&letter("hai@coquan.example", "a"));
    assert!(matches!(error, Err(MailError::NotReached(_))), "{error:?}");
}

#[test]
fn nothing_is_said_without_tls_where_tls_is_set() {
    // It offers none.
    let post = Post::that(Does::Takes);
    let sent =
        Mailer::new(settings(post.port, Tls::StartTls)).unwrap().send(&letter("hai@coquan.example", "a"));
    assert!(matches!(sent, Err(MailError::Unfit(_))), "{sent:?}");
    assert!(!post.told().contains("AUTH") && !post.told().contains("MAIL"), "{}", post.told());
    let elsewhere = Settings { host: "mail.coquan.example".to_owned(), ..settings(25, Tls::None) };
    assert_eq!(Mailer::new(elsewhere).unwrap_err(), BadSettings::Plain);
    let by_name = Settings { host: "localhost".to_owned(), ..settings(25, Tls::None) };
    assert_eq!(Mailer::new(by_name).unwrap_err(), BadSettings::Plain);
    let nobody = Settings { from: "quet".to_owned(), ..settings(25, Tls::None) };
    assert_eq!(Mailer::new(nobody).unwrap_err(), BadSettings::From);
    assert!(!format!("{:?}", settings(25, Tls::None)).contains("khẩu"));
}
