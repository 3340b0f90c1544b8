package org.rapport.routes.channel.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.springframework.core.env.Environment;

/** What the settings say of e-mail: from whom, by which server, and how it is signed. */
public final class MailSettings {
  /** Nobody listens there: what is not sent cannot get out by a slip. */
  private static final String NOWHERE = "smtp://127.0.0.1:9";

  private MailSettings() {}

  /** Whether there is a mail server. */
  public static boolean sends(Environment env) {
    return !env.getProperty("rapport.smtp.url", "").isBlank();
  }

  /** The host of links, of which {@code Message-ID}s are. */
  public static String host(Environment env) {
    return URI.create(env.getRequiredProperty("rapport.base-url")).getHost();
  }

  /** The mailbox that messages come from. */
  public static String from(Environment env) {
    String from = env.getProperty("rapport.smtp.from", "");
    return from.isBlank() ? "no-reply@" + host(env) : from;
  }

  /**
   * What signs messages; a key of our own is made where none is named.
   *
   * @return empty where none is named and there is no data folder to keep one in
   */
  public static Optional<DkimSignature> signature(Environment env) {
    String given = env.getProperty("rapport.dkim.key", "");
    String data = env.getProperty("rapport.data", "");
    if (given.isBlank() && data.isBlank()) {
      return Optional.empty();
    }
    DkimKey key =
        given.isBlank()
            ? DkimKey.readOrMake(Path.of(data, "keys", "dkim.pem"))
            : DkimKey.read(Path.of(given));
    String domain = env.getProperty("rapport.dkim.domain", "");
    return Optional.of(
        new DkimSignature(
            domain.isBlank() ? domain(from(env)) : domain,
            env.getProperty("rapport.dkim.selector", "rapport"),
            key));
  }

  private static String domain(String mailbox) {
    try {
      String address = new InternetAddress(mailbox).getAddress();
      return address.substring(address.lastIndexOf('@') + 1);
    } catch (AddressException e) {
      throw new IllegalStateException("RAPPORT_SMTP_FROM: should be a mailbox", e);
    }
  }

  /**
   * What sends messages.
   *
   * @param signature null: they go unsigned
   * @param plaintext whether the password may go to another machine unencrypted
   */
  public static SignedMailSender sender(
      Environment env, DkimSignature signature, Clock clock, boolean plaintext) {
    return new SignedMailSender(
        URI.create(sends(env) ? env.getProperty("rapport.smtp.url", "").strip() : NOWHERE),
        signature,
        clock,
        plaintext);
  }
}
