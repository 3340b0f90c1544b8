package org.rapport.routes.channel.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rapport.routes.channel.EmailMessage;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.channel.TestItem;

/** What arrives at a mail server is what was signed (RFC 6376), to the byte. */
class SignedMailTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-03-01T15:00:00Z"), ZoneOffset.UTC);
  private static final String UNSUBSCRIBE =
      "https://clinic.example/u/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private DkimSignature signature;

  @BeforeEach
  void start() {
    server.start();
    signature =
        new DkimSignature(
            "clinic.example", "rapport", DkimKey.readOrMake(folder.resolve("keys/dkim.pem")));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void messageThatArrivesCarriesASignatureThatHolds() throws Exception {
    byte[] arrived = sent("Été à 9 h\n\nÀ bientôt.\n.\nLast", "<p>Été</p>");

    List<SignatureRecord> verified = verified(arrived);

    assertThat(verified)
        .singleElement()
        .satisfies(record -> assertThat(record.getDToken().toString()).isEqualTo("clinic.example"));
  }

  /** RFC 8058, 4, and R16: both are covered by h=, and stand in one line each. */
  @Test
  void bothHeadersOfOneClickAreCoveredAndNotFolded() throws Exception {
    byte[] arrived = sent("Hello", "<p>Hello</p>");

    SignatureRecord record = verified(arrived).get(0);
    assertThat(record.getHeaders())
        .extracting(CharSequence::toString)
        .contains("List-Unsubscribe", "List-Unsubscribe-Post", "From", "Message-ID");
    assertThat(new String(arrived, StandardCharsets.ISO_8859_1))
        .contains("\r\nList-Unsubscribe: <" + UNSUBSCRIBE + ">\r\n")
        .contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
        .contains("\r\nMessage-ID: <CommunicationRequest.7@clinic.example>\r\n");
  }

  @Test
  void messageThatWasChangedOnItsWayDoesNotVerify() throws Exception {
    String arrived = new String(sent("Hello", "<p>Hello</p>"), StandardCharsets.ISO_8859_1);

    for (String changed :
        List.of(
            arrived.replace("One-Click", "Two-Click"),
            arrived.replace("<p>Hello</p>", "<p>Hallo</p>"),
            "Subject: another\r\n" + arrived)) {
      assertThat(changed).isNotEqualTo(arrived);
      assertThatThrownBy(() -> verified(changed.getBytes(StandardCharsets.ISO_8859_1)))
          .isInstanceOf(FailException.class);
    }
  }

  @Test
  void keyIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
    Path file = folder.resolve("keys/dkim.pem");

    assertThat(DkimKey.readOrMake(file).publicKey())
        .isEqualTo(DkimKey.read(file).publicKey())
        .isEqualTo(signature.record().replaceFirst(".*p=", ""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void fileThatHoldsNoKeySaysSoWithoutItsContent() throws Exception {
    Path file = Files.writeString(folder.resolve("other.pem"), "my secret");

    assertThatThrownBy(() -> DkimKey.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  private byte[] sent(String text, String html) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      URI url = URI.create("smtp://127.0.0.1:" + server.getSmtp().getPort());
      camel.getRegistry().bind("signed", new SignedMailSender(url, signature, CLOCK, false));
      camel.start();
      EmailMessage email = new EmailMessage("Clinic <hello@clinic.example>", "clinic.example");
      var exchange = TestExchanges.empty();
      TestItem.message("email", "ana@example.org")
          .with("purpose", "marketing")
          .with("subject", "Votre visite à 9 h")
          .with("body", text)
          .with("html", html)
          .with("language", "fr")
          .with("unsubscribe", UNSUBSCRIBE)
          .on(exchange);
      email.prepare(exchange);
      camel
          .createProducerTemplate()
          .send(url + "?contentType=text/html;charset=UTF-8&javaMailSender=#signed", exchange);
      if (exchange.getException() != null) {
        throw exchange.getException();
      }
    }
    MimeMessage arrived = server.getReceivedMessages()[0];
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    arrived.writeTo(raw);
    // The server's own headers stand before ours.
    String all = raw.toString(StandardCharsets.ISO_8859_1).replaceAll("\r?\n", "\r\n");
    return all.substring(all.indexOf("DKIM-Signature:")).getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<SignatureRecord> verified(byte[] message) throws Exception {
    return new DKIMVerifier(
            (method, selector, domain) -> {
              assertThat(selector + "._domainkey." + domain).isEqualTo(signature.recordName());
              return List.of(signature.record());
            })
        .verify(new ByteArrayInputStream(message));
  }
}
