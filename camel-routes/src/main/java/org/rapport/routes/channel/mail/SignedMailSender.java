package org.rapport.routes.channel.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.util.CRLFOutputStream;
import org.rapport.routes.start.Loopback;

/**
 * Camel's sender of e-mail, which signs what it sends. A message is finished and signed before the
 * connection is made, so what cannot be signed has certainly not left.
 */
public class SignedMailSender extends DefaultJavaMailSender {
  private static final String CONNECT_MILLIS = "10000";
  private static final String ANSWER_MILLIS = "30000";

  private final DkimSignature signature;
  private final Clock clock;

  /**
   * A sender.
   *
   * @param server {@code smtp://} or {@code smtps://}, with user and password or without
   * @param signature null: sends unsigned
   * @param plaintext whether the password may go to another machine unencrypted
   */
  public SignedMailSender(URI server, DkimSignature signature, Clock clock, boolean plaintext) {
    this.signature = signature;
    this.clock = clock;
    String protocol = server.getScheme();
    setProtocol(protocol);
    setHost(server.getHost());
    setPort(server.getPort() > 0 ? server.getPort() : "smtps".equals(protocol) ? 465 : 587);
    Properties mail = new Properties();
    String prefix = "mail." + protocol + ".";
    mail.setProperty("mail.transport.protocol", protocol);
    mail.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
    mail.setProperty(prefix + "timeout", ANSWER_MILLIS);
    mail.setProperty(prefix + "writetimeout", ANSWER_MILLIS);
    mail.setProperty("mail.smtp.starttls.enable", "true");
    // RFC 6125: a certificate is for the host that was asked.
    mail.setProperty(prefix + "ssl.checkserveridentity", "true");
    if (server.getRawUserInfo() != null) {
      String[] user = server.getRawUserInfo().split(":", 2);
      setUsername(decode(user[0]));
      setPassword(user.length > 1 ? decode(user[1]) : "");
      mail.setProperty(prefix + "auth", "true");
      if (!plaintext && !Loopback.is(server.getHost())) {
        // No password, and no message, over a connection that anybody reads.
        mail.setProperty("mail.smtp.starttls.required", "true");
      }
    }
    setJavaMailProperties(mail);
  }

  /** What it signs by; empty where it sends unsigned. */
  public Optional<DkimSignature> signature() {
    return Optional.ofNullable(signature);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * Connects, signs in and leaves: whether a message could be handed over now.
   *
   * @throws MessagingException where it could not
   */
  public void connect() throws MessagingException {
    try (Transport transport = getSession().getTransport(getProtocol())) {
      transport.connect(getHost(), getPort(), getUsername(), getPassword());
    }
  }

  @Override
  public void send(MimeMessage message) throws MessagingException {
    try {
      super.send(finished(message));
    } catch (IOException e) {
      throw new UnsignedMailException(e);
    }
  }

  private MimeMessage finished(MimeMessage message) throws MessagingException, IOException {
    String id = message.getMessageID();
    if (message.getSentDate() == null) {
      message.setSentDate(Date.from(clock.instant()));
    }
    message.saveChanges();
    if (id != null) {
      // Saving gives a new one, and ours is the same for a repeat.
      message.setHeader("Message-ID", id);
    }
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    message.writeTo(new CRLFOutputStream(wire));
    byte[] unsigned = wire.toByteArray();
    if (signature == null) {
      return new Finished(message, unsigned);
    }
    ByteArrayOutputStream signed = new ByteArrayOutputStream(unsigned.length + 1024);
    signed.write(signature.of(unsigned).getBytes(StandardCharsets.US_ASCII));
    signed.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    signed.write(unsigned);
    return new Finished(message, signed.toByteArray());
  }

  /** A message that goes out byte by byte as it was signed. */
  private static final class Finished extends MimeMessage {
    private final byte[] wire;

    Finished(MimeMessage message, byte[] wire) throws MessagingException {
      super(message.getSession(), new ByteArrayInputStream(wire));
      this.wire = wire;
    }

    @Override
    public void saveChanges() {
      // Whatever were saved would not be what was signed.
    }

    @Override
    public void writeTo(OutputStream out, String[] ignored) throws IOException {
      out.write(wire);
    }
  }

  /** It was not signed, and so not sent. */
  public static final class UnsignedMailException extends MessagingException {
    private static final long serialVersionUID = 1L;

    UnsignedMailException(IOException cause) {
      super("The e-mail could not be signed, and was not sent");
      initCause(cause);
    }
  }
}
