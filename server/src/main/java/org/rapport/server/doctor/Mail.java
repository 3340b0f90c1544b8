package org.rapport.server.doctor;

import jakarta.mail.MessagingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.NamingException;
import org.rapport.routes.RouteSettings;
import org.rapport.routes.channel.mail.DkimSignature;
import org.rapport.routes.channel.mail.MailSettings;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.core.env.Environment;

/** The mail server, and what receivers look up of the domain: SPF, DKIM, DMARC. */
final class Mail implements Examination {
  private static final String SERVER = "RAPPORT_SMTP_URL";

  private final Dns dns;
  private final Clock clock;

  Mail(Dns dns, Clock clock) {
    this.dns = dns;
    this.clock = clock;
  }

  @Override
  public List<Finding> look(Environment env) {
    if (!MailSettings.sends(env)) {
      return List.of(Finding.ok("E-mail", "goes nowhere: RAPPORT_SMTP_URL is not set"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(server(env));
    Optional<DkimSignature> signature;
    try {
      signature = MailSettings.signature(env);
    } catch (WrongSettingException | IllegalArgumentException e) {
      findings.add(Finding.failure("RAPPORT_DKIM_KEY", Finding.reason(e)));
      return findings;
    }
    if (signature.isEmpty()) {
      findings.add(Finding.warning("RAPPORT_DKIM_KEY", "names no key: e-mail goes unsigned"));
      return findings;
    }
    try {
      findings.addAll(records(signature.get()));
    } catch (NamingException e) {
      findings.add(Finding.warning("DNS", "nobody answers: " + Finding.reason(e)));
    }
    return findings;
  }

  private Finding server(Environment env) {
    try {
      MailSettings.sender(env, null, clock, RouteSettings.plaintext(env)).connect();
      return Finding.ok(SERVER, "takes messages of ours");
    } catch (MessagingException e) {
      return Finding.failure(SERVER, Finding.reason(e));
    }
  }

  private List<Finding> records(DkimSignature signature) throws NamingException {
    String domain = signature.domain();
    List<Finding> findings = new ArrayList<>();
    findings.add(key(signature));
    findings.add(
        dns.texts(domain).stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).startsWith("v=spf1"))
            ? Finding.ok("SPF", domain + " has a record")
            : Finding.warning(
                "SPF", domain + " should have a TXT record that names your mail server: v=spf1 …"));
    findings.add(
        dns.texts("_dmarc." + domain).stream().anyMatch(text -> text.startsWith("v=DMARC1"))
            ? Finding.ok("DMARC", "_dmarc." + domain + " has a record")
            : Finding.warning(
                "DMARC", "_dmarc." + domain + " should have TXT \"v=DMARC1; p=none\" at least"));
    return findings;
  }

  private Finding key(DkimSignature signature) throws NamingException {
    List<String> texts = dns.texts(signature.recordName());
    if (texts.stream().anyMatch(text -> tag(text).equals(tag(signature.record())))) {
      return Finding.ok("DKIM", signature.recordName() + " has our key");
    }
    return Finding.failure(
        "DKIM",
        signature.recordName()
            + (texts.isEmpty() ? " is not there" : " has another key")
            + ": it should have TXT \""
            + signature.record()
            + "\"");
  }

  /** The key of a record, without the blanks that it may be written with (RFC 6376, 3.6.1). */
  private static String tag(String record) {
    String bare = record.replaceAll("\\s", "");
    int at = bare.indexOf("p=");
    return at < 0 ? "" : bare.substring(at + 2).split(";", 2)[0];
  }
}
