package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.IRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.rapport.routes.channel.CallbackFailures;
import org.rapport.routes.channel.CallbackSecret;
import org.rapport.routes.channel.EmailWebhook;
import org.rapport.routes.channel.HttpAnswer;
import org.rapport.routes.channel.LeadWebhook;
import org.rapport.routes.channel.ReleasedMessage;
import org.rapport.routes.channel.SendFailure;
import org.rapport.routes.channel.SmsGateway;
import org.rapport.routes.channel.SmsInboundWebhook;
import org.rapport.routes.channel.SmsStatusWebhook;
import org.rapport.routes.channel.StatedOutcome;
import org.rapport.routes.channel.VoiceWebhook;
import org.rapport.routes.channel.WebhookSignature;
import org.rapport.routes.intake.AppointmentIntake;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.LocalReads;
import org.rapport.routes.intake.store.RestFhirStore;
import org.rapport.routes.kafka.KafkaSettings;
import org.rapport.routes.mllp.MllpListenerComponent;
import org.rapport.routes.mllp.MllpTls;
import org.rapport.routes.rapport.RapportClient;
import org.rapport.routes.rapport.RapportComponent;
import org.rapport.routes.rapport.ServerOperations;
import org.rapport.routes.register.NumberRegisterGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The beans that the YAML routes name, over one FHIR client to the server. */
@Configuration(proxyBeanMethods = false)
@Import({ChannelsConfiguration.class, EhrConfiguration.class, KafkaRoutesConfiguration.class})
public class RoutesConfiguration {
  private static final Logger log = LoggerFactory.getLogger(RoutesConfiguration.class);
  private static final int TIMEOUT_MILLIS = 70_000;

  /** A client a call, over one pool of connections. */
  @Bean
  Supplier<IGenericClient> rapportFhirClient(ServerAccess access, FhirContext context) {
    IRestfulClientFactory factory = context.getRestfulClientFactory();
    factory.setServerValidationMode(ServerValidationModeEnum.NEVER);
    factory.setPoolMaxTotal(160);
    factory.setPoolMaxPerRoute(160);
    factory.setConnectTimeout(10_000);
    factory.setSocketTimeout(TIMEOUT_MILLIS);
    BearerToken token = new BearerToken(access);
    return () -> {
      IGenericClient client = factory.newGenericClient(access.base().get());
      client.registerInterceptor(token);
      return client;
    };
  }

  @Bean
  RapportClient rapportClient(
      Supplier<IGenericClient> rapportFhirClient, Optional<ServerOperations.Local> local) {
    ServerOperations remote = ServerOperations.over(rapportFhirClient);
    return new RapportClient(local.map(remote::near).orElse(remote));
  }

  @Bean("rapport")
  RapportComponent rapportComponent(RapportClient client, ServerAccess access) {
    return new RapportComponent(client, access.worker());
  }

  @Bean
  SenderProfiles senderProfiles(
      @Value("${rapport.senders:}") String senders,
      @Value("${rapport.clinic.zone:UTC}") ZoneId zone) {
    return SenderProfiles.load(senders, zone);
  }

  @Bean
  AppointmentIntake appointmentIntake(
      Supplier<IGenericClient> rapportFhirClient,
      Optional<LocalReads> local,
      Clock clock,
      SenderProfiles senders) {
    return new AppointmentIntake(new RestFhirStore(rapportFhirClient, local), senders, clock);
  }

  /** Who has shown a certificate, or comes from where a profile says, may be silent for long. */
  @Bean("rapport-mllp")
  MllpListenerComponent mllpListenerComponent(
      @Value("${rapport.mllp.tls:}") String tls, SenderProfiles senders) {
    return new MllpListenerComponent(
        MllpTls.of(tls), peer -> peer.certified() || senders.names(peer.address()));
  }

  @Bean
  SmsGateway smsGateway(
      @Value("${rapport.sms.account:}") String account,
      @Value("${rapport.sms.token:}") String token,
      @Value("${rapport.sms.from:}") String from,
      @Value("${rapport.base-url}") String baseUrl) {
    return new SmsGateway(account, token, from, statusBase(baseUrl));
  }

  @Bean
  SmsStatusWebhook smsStatusWebhook(
      @Value("${rapport.sms.token:}") String token, @Value("${rapport.base-url}") String baseUrl) {
    return new SmsStatusWebhook(token, statusBase(baseUrl));
  }

  @Bean
  SmsInboundWebhook smsInboundWebhook(
      @Value("${rapport.sms.token:}") String token, @Value("${rapport.base-url}") String baseUrl) {
    return new SmsInboundWebhook(token, baseUrl.replaceAll("/+$", "") + "/webhooks/sms");
  }

  @Bean
  WebhookSignature webhookSignature(
      @Value("${rapport.webhook-secret:}") String secret, Clock clock) {
    return new WebhookSignature(secret, List.of(clock, Clock.systemUTC()));
  }

  @Bean
  CallbackFailures callbackFailures() {
    return new CallbackFailures();
  }

  @Bean
  CallbackSecret callbackSecret() {
    return new CallbackSecret();
  }

  @Bean
  ReleasedMessage releasedMessage() {
    return new ReleasedMessage();
  }

  @Bean
  HttpAnswer httpAnswer() {
    return new HttpAnswer();
  }

  @Bean
  StatedOutcome statedOutcome() {
    return new StatedOutcome();
  }

  @Bean
  EmailWebhook emailWebhook(WebhookSignature signature) {
    return new EmailWebhook(signature);
  }

  @Bean
  LeadWebhook leadWebhook(WebhookSignature signature) {
    return new LeadWebhook(signature);
  }

  @Bean
  VoiceWebhook voiceWebhook(
      @Value("${rapport.sms.token:}") String token, @Value("${rapport.base-url}") String baseUrl) {
    return new VoiceWebhook(token, baseUrl.replaceAll("/+$", "") + "/webhooks/voice");
  }

  private static String statusBase(String baseUrl) {
    return baseUrl.replaceAll("/+$", "") + "/webhooks/sms/status/";
  }

  @Bean
  SendFailure sendFailure() {
    return new SendFailure();
  }

  /**
   * The HTTP client never repeats a request by itself: whether one may be sent again is decided by
   * what is known about it, not by the client. Nor does it keep connections: a message sent on one
   * that the gateway has just closed would end as unknown, though it never left.
   */
  @Bean
  HttpClientConfigurer sendOnce() {
    return builder ->
        builder
            .disableAutomaticRetries()
            .setConnectionReuseStrategy((request, response, context) -> false);
  }

  @Bean
  NumberRegisterGateway numberRegisterGateway(
      @Value("${rapport.number-register.token:}") String token) {
    return new NumberRegisterGateway(token);
  }

  @Bean
  RouteStates routeStates(Clock clock) {
    return new RouteStates(clock);
  }

  @Bean(destroyMethod = "leave")
  Heartbeat heartbeat(RapportClient client, RouteStates states, ServerAccess access, Clock clock) {
    String version = getClass().getPackage().getImplementationVersion();
    return new Heartbeat(
        client, states, access.worker(), version == null ? "unknown" : version, clock.instant());
  }

  @Bean
  TimerFailures timerFailures() {
    return new TimerFailures();
  }

  @Bean
  CamelContextConfiguration routeInventory(Environment env, RouteStates states) {
    OwnRouteLogs logs = new OwnRouteLogs(env);
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        log.info("Starting the routes");
        logs.prepare(context);
        ((ModelCamelContext) context).addModelLifecycleStrategy(new KameletSources());
        states.of(context);
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        RouteInventory.check(context, KafkaSettings.isOn(env));
        logs.routesStand(context);
      }
    };
  }
}
