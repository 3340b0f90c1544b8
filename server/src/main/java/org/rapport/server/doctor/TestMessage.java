package org.rapport.server.doctor;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.rapport.routes.RouteSettings;
import org.rapport.routes.channel.mail.MailSettings;
import org.rapport.routes.channel.mail.SignedMailSender;
import org.rapport.routes.start.OwnRoute;
import org.springframework.core.env.Environment;

/** A message to an address of one's own, by the channel that the address is of. */
final class TestMessage implements Examination {
  private static final String WORDS = "A test of Rapport: this channel works.";

  private final String to;
  private final Web web;
  private final Clock clock;

  /**
   * To somewhere.
   *
   * @param to a mailbox, or a telephone number in E.164
   */
  TestMessage(String to, Web web, Clock clock) {
    this.to = to;
    this.web = web;
    this.clock = clock;
  }

  @Override
  public List<Finding> look(Environment env) {
    return List.of(to.contains("@") ? mail(env) : text(env));
  }

  private Finding mail(Environment env) {
    if (!MailSettings.sends(env)) {
      return Finding.failure("Test e-mail", "was not sent: RAPPORT_SMTP_URL is not set");
    }
    SignedMailSender sender =
        MailSettings.sender(
            env, MailSettings.signature(env).orElse(null), clock, RouteSettings.plaintext(env));
    try {
      MimeMessage message = new MimeMessage(sender.getSession());
      message.setFrom(new InternetAddress(MailSettings.from(env)));
      message.setRecipient(RecipientType.TO, new InternetAddress(to, true));
      message.setSubject("Rapport: a test", StandardCharsets.UTF_8.name());
      message.setText(WORDS, StandardCharsets.UTF_8.name());
      sender.send(message);
      return Finding.ok("Test e-mail", "was taken: look whether it arrives, and in which folder");
    } catch (MessagingException e) {
      return Finding.failure("Test e-mail", Finding.reason(e));
    }
  }

  private Finding text(Environment env) {
    if (Texts.url(env).isBlank()) {
      return Finding.failure("Test text", "was not sent: RAPPORT_SMS_URL is not set");
    }
    if (OwnRoute.is(Texts.url(env))) {
      return Finding.failure("Test text", "was not sent: it would go by a route of your own");
    }
    try {
      HttpResponse<String> answer =
          web.ask(
              Texts.account(env) + "/Messages.json",
              Texts.gateway(env).authorization(),
              Texts.gateway(env).form(to, WORDS));
      return answer.statusCode() / 100 == 2
          ? Finding.ok("Test text", "was taken: look whether it arrives")
          : Finding.failure("Test text", "was refused with " + answer.statusCode());
    } catch (IOException e) {
      return Finding.failure("Test text", Finding.reason(e));
    }
  }
}
