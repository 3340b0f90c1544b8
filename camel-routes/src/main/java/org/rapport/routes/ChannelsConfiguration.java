package org.rapport.routes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.rapport.routes.channel.mail.DkimSignature;
import org.rapport.routes.channel.mail.MailSettings;
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
    return new EmailMessage(MailSettings.from(env), MailSettings.host(env));
  }

  // Null where there is no mail server, or no place for a key.
  private static DkimSignature signature(Environment env) {
    if (!MailSettings.sends(env)) {
      return null;
    }
    DkimSignature signature = MailSettings.signature(env).orElse(null);
    if (signature == null) {
      log.warn("E-mail is not signed: RAPPORT_DKIM_KEY names no key");
      return null;
    }
    log.info(
        "E-mail is signed for {}; the DNS should have {} TXT \"{}\"",
        signature.domain(),
        signature.recordName(),
        signature.record());
    return signature;
  }

  @Bean
  SignedMailSender signedMailSender(Environment env, Clock clock) {
    return MailSettings.sender(env, signature(env), clock, RouteSettings.plaintext(env));
  }

  @Bean
  ChannelGuard channelGuard(Environment env, Clock clock, ObjectProvider<MeterRegistry> meters) {
    List<ChannelSettings> channels = new ArrayList<>();
    channels.add(new ChannelSettings("sms", sms(env), rate(env, "rapport.sms.rate")));
    channels.add(
        new ChannelSettings(
            "email",
            MailSettings.sends(env) ? "smtp" : ChannelSettings.SANDBOX,
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
