//! Mail through an SMTP server: each over a connection of its own, within one deadline, secured
//! before anything is said that matters.

mod letter;
mod line;
mod secure;
mod words;

use std::{io, net::SocketAddr, time::Duration};

use async_trait::async_trait;
use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, AsyncTokioStream},
    commands::{Data, Mail as Sender, Rcpt, Starttls},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
};
use tokio::net::TcpStream;

use self::{line::Line, words::Step};
use crate::{
    model::MailSecurity,
    ports::{Mail, MailSender, MailServer},
};

/// For everything, from the name's resolution to the word that the mail is taken.
const DEADLINE: Duration = Duration::from_secs(20);
/// For each address of the server: one that is dead leaves time for the others.
const CONNECTING: Duration = Duration::from_secs(5);
/// For a goodbye; the mail is taken by then.
const GOODBYE: Duration = Duration::from_secs(1);
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Mail as it is. Certificates are checked against the roots of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Smtp;

#[async_trait]
impl MailSender for Smtp {
    async fn send(&self, server: &MailServer, mail: &Mail) -> Result<(), String> {
        let talking = tokio::time::timeout(DEADLINE, talk(server, mail));
        let mut talk = talking.await.unwrap_or_else(|_| Err(words::too_slow(server, DEADLINE)))?;
        // A server that does not say goodbye has taken the mail all the same.
        let _ = tokio::time::timeout(GOODBYE, talk.quit()).await;
        Ok(())
    }
}

async fn talk(server: &MailServer, mail: &Mail) -> Result<AsyncSmtpConnection, String> {
    let letter = letter::write(mail)?;
    let stream = connect(server).await?;
    let mut talk = open(server, stream).await?;
    if let Some((name, password)) = &server.login {
        let offers = talk.server_info();
        if !MECHANISMS.iter().any(|mechanism| offers.supports_auth_mechanism(*mechanism)) {
            return Err(words::no_login(server));
        }
        let login = Credentials::new(name.clone(), password.clone());
        talk.auth(&MECHANISMS, &login).await.map_err(|error| words::refused(server, Step::Login, &error))?;
    }
    let bytes = letter.message.formatted();
    let mut parameters = Vec::new();
    if letter.needs_utf8 {
        if !talk.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(format!(
                "{} takes no addresses with letters such as those of {}.",
                server.host, letter.to
            ));
        }
        parameters.push(MailParameter::SmtpUtfEight);
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let refused = |step| move |error| words::refused(server, step, &error);
    let sender = Sender::new(Some(letter.from), parameters);
    talk.command(sender).await.map_err(refused(Step::Sender))?;
    talk.command(Rcpt::new(letter.to, Vec::new())).await.map_err(refused(Step::Recipient))?;
    talk.command(Data).await.map_err(refused(Step::Text))?;
    talk.message(&bytes).await.map_err(refused(Step::Text))?;
    Ok(talk)
}

async fn connect(server: &MailServer) -> Result<TcpStream, String> {
    let found = tokio::net::lookup_host((server.host.as_str(), server.port)).await;
    let addresses: Vec<SocketAddr> = found.map(Iterator::collect).unwrap_or_default();
    if addresses.is_empty() {
        return Err(format!("The mail server {} could not be found.", server.host));
    }
    if server.security == MailSecurity::None && !addresses.iter().all(|address| address.ip().is_loopback()) {
        return Err(format!(
            "{} is another computer: mail goes there only through a secure connection.",
            server.host
        ));
    }
    first(&addresses, TcpStream::connect).await.map_err(|error| words::unreachable(server, &error))
}

/// The first connection that comes about; else what was wrong with the last address.
async fn first<S, F: Future<Output = io::Result<S>>>(
    addresses: &[SocketAddr],
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<S> {
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for address in addresses {
        let connecting = tokio::time::timeout(CONNECTING, connect(*address)).await;
        match connecting.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The connection after the server has introduced itself, secured as the user wants it.
async fn open(server: &MailServer, stream: TcpStream) -> Result<AsyncSmtpConnection, String> {
    let line = Line::new(stream);
    match server.security {
        MailSecurity::None => greet(server, Box::new(line)).await,
        MailSecurity::Tls => {
            greet(server, Box::new(Line::new(secure::encrypt(server, line.encrypted()).await?))).await
        }
        MailSecurity::Starttls => {
            let mut talk = greet(server, Box::new(line.again())).await?;
            if !talk.can_starttls() {
                return Err(words::no_starttls(server));
            }
            talk.command(Starttls).await.map_err(|error| words::refused(server, Step::StartTls, &error))?;
            // What was said in the clear may be anybody's: it is forgotten with its buffer, and
            // what the server offers is asked anew.
            drop(talk);
            let secured = Line::new(secure::encrypt(server, line.encrypted()).await?).after_greeting();
            greet(server, Box::new(secured)).await
        }
    }
}

async fn greet(server: &MailServer, line: Box<dyn AsyncTokioStream>) -> Result<AsyncSmtpConnection, String> {
    AsyncSmtpConnection::connect_with_transport(line, &ClientId::default())
        .await
        .map_err(|error| words::refused(server, Step::Greeting, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_dead_address_leaves_time_for_the_next() {
        let (dead, refuses, alive) = (([192, 0, 2, 1], 25), ([192, 0, 2, 2], 25), ([192, 0, 2, 3], 25));
        let connect = |address: SocketAddr| async move {
            match address {
                _ if address == dead.into() => std::future::pending().await,
                _ if address == refuses.into() => Err(io::ErrorKind::ConnectionRefused.into()),
                _ => Ok(address),
            }
        };
        let began = tokio::time::Instant::now();
        let found = first(&[dead.into(), refuses.into(), alive.into()], connect).await.unwrap();
        assert_eq!((found, began.elapsed()), (alive.into(), CONNECTING));
        let failed = first(&[refuses.into(), dead.into()], connect).await.unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::TimedOut);
    }
}
