package org.rapport.routes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.rapport.routes.channel.EmailMessage;
import org.rapport.routes.channel.guard.ChannelGuard;
import org.rapport.routes.channel.guard.ChannelSettings;
import org.rapport.routes.channel.guard.ChannelsHealthIndicator;
import org.rapport.routes.channel.mail.DkimKey;
import org.rapport.routes.channel.mail.DkimSignature;
import org.rapport.routes.channel.mail.SignedMailSender;
import org.rapport.routes.channel.smpp.SmppGateway;
import org.rapport.routes.channel.smpp.SmppInbound;
import org.rapport.routes.channel.smpp.SmppSession;
import org.rapport.routes.channel.smpp.SmppSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** The channels: what signs e-mail, the session with an SMSC, and what guards each. */
@Configuration(proxyBeanMethods = false)
class ChannelsConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ChannelsConfiguration.class);

  /** Questions a second to a register of numbers, of which nobody waits for one. */
  private static final int REGISTER_RATE = 20;

  @Bean
  EmailMessage emailMessage(Environment env) {
    return new EmailMessage(from(env), host(env));
  }

  private static String host(Environment env) {
    return URI.create(env.getRequiredProperty("rapport.base-url")).getHost();
  }

  private static String from(Environment env) {
    String from = env.getProperty("rapport.smtp.from", "");
    return from.isBlank() ? "no-reply@" + host(env) : from;
  }

  // Null where there is no mail server, or no place for a key.
  private static DkimSignature signature(Environment env) {
    String given = env.getProperty("rapport.dkim.key", "");
    String data = env.getProperty("rapport.data", "");
    if (env.getProperty("rapport.smtp.url", "").isBlank()) {
      return null;
    }
    if (given.isBlank() && data.isBlank()) {
      log.warn("E-mail is not signed: RAPPORT_DKIM_KEY names no key");
      return null;
    }
    DkimKey key =
        given.isBlank()
            ? DkimKey.readOrMake(Path.of(data, "keys", "dkim.pem"))
            : DkimKey.read(Path.of(given));
    String domain = env.getProperty("rapport.dkim.domain", "");
    DkimSignature signature =
        new DkimSignature(
            domain.isBlank() ? domain(from(env)) : domain,
            env.getProperty("rapport.dkim.selector", "rapport"),
            key);
    log.info(
        "E-mail is signed for {}; the DNS should have {} TXT \"{}\"",
        signature.domain(),
        signature.recordName(),
        signature.record());
    return signature;
  }

  private static String domain(String mailbox) {
    try {
      String address = new InternetAddress(mailbox).getAddress();
      return address.substring(address.lastIndexOf('@') + 1);
    } catch (AddressException e) {
      throw new IllegalStateException("RAPPORT_SMTP_FROM: should be a mailbox", e);
    }
  }

  @Bean
  SignedMailSender signedMailSender(Environment env, Clock clock) {
    String url = env.getProperty("rapport.smtp.url", "");
    return new SignedMailSender(
        URI.create(url.isBlank() ? "smtp://127.0.0.1:9" : url),
        signature(env),
        clock,
        RouteSettings.plaintext(env));
  }

  @Bean
  ChannelGuard channelGuard(Environment env, Clock clock, ObjectProvider<MeterRegistry> meters) {
    List<ChannelSettings> channels = new ArrayList<>();
    channels.add(new ChannelSettings("sms", sms(env), rate(env, "rapport.sms.rate")));
    channels.add(
        new ChannelSettings(
            "email",
            env.getProperty("rapport.smtp.url", "").isBlank() ? ChannelSettings.SANDBOX : "smtp",
            rate(env, "rapport.smtp.rate")));
    if (!env.getProperty("rapport.number-register.url", "").isBlank()) {
      channels.add(new ChannelSettings("number-register", "http", REGISTER_RATE));
    }
    return new ChannelGuard(channels, clock, meters.getIfAvailable(SimpleMeterRegistry::new));
  }

  private static String sms(Environment env) {
    if (smpp(env)) {
      return "smpp";
    }
    return env.getProperty("rapport.sms.url", "").isBlank() ? ChannelSettings.SANDBOX : "http";
  }

  private static boolean smpp(Environment env) {
    return !env.getProperty("rapport.smpp.url", "").isBlank();
  }

  private static int rate(Environment env, String name) {
    return env.getProperty(name, Integer.class, 500);
  }

  @Bean
  ChannelsHealthIndicator channelsHealthIndicator(
      ChannelGuard guard,
      SignedMailSender signedMailSender,
      ObjectProvider<SmppSession> smppSession) {
    Map<String, Supplier<Map<String, Object>>> more = new HashMap<>();
    signedMailSender
        .signature()
        .ifPresent(
            signature ->
                more.put(
                    "email",
                    () ->
                        Map.of(
                            "dkim",
                            Map.of(
                                "name",
                                signature.recordName(),
                                "type",
                                "TXT",
                                "value",
                                signature.record()))));
    SmppSession session = smppSession.getIfAvailable();
    if (session != null) {
      more.put("sms", () -> Map.of("bound", session.isBound()));
    }
    return new ChannelsHealthIndicator(guard, more);
  }

  /** There without a setting too, as its route names it. */
  @Bean
  SmppGateway smppGateway(
      ObjectProvider<SmppSettings> smppSettings, ObjectProvider<SmppSession> smppSession) {
    return new SmppGateway(smppSettings.getIfAvailable(), smppSession.getIfAvailable());
  }

  /** Only with a setting: nobody binds to nowhere. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnExpression("!'${rapport.smpp.url:}'.isBlank()")
  static class Smpp {

    @Bean
    SmppSettings smppSettings(Environment env) {
      return SmppSettings.of(
          env.getRequiredProperty("rapport.smpp.url"), env.getProperty("rapport.sms.from", ""));
    }

    @Bean(destroyMethod = "close")
    SmppSession smppSession(
        SmppSettings settings, @Lazy ProducerTemplate producerTemplate, Clock clock) {
      return new SmppSession(settings, new SmppInbound(producerTemplate, settings, clock));
    }

    /** What the SMSC delivers finds its routes. */
    @Bean
    CamelContextConfiguration smppBinding(SmppSession session) {
      return new CamelContextConfiguration() {
        @Override
        public void beforeApplicationStart(CamelContext context) {
          // There is nowhere yet to hand a text to.
        }

        @Override
        public void afterApplicationStart(CamelContext context) {
          session.start();
        }
      };
    }
  }
}
