package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.rapport.routes.ehr.EhrAppointments;
import org.rapport.routes.ehr.EhrFailure;
import org.rapport.routes.ehr.EhrMessages;
import org.rapport.routes.ehr.Receivers;
import org.rapport.routes.ehr.read.ComingVisits;
import org.rapport.routes.ehr.read.EhrPoll;
import org.rapport.routes.ehr.read.EhrServer;
import org.rapport.routes.ehr.read.FhirIntake;
import org.rapport.routes.ehr.read.LookUps;
import org.rapport.routes.ehr.read.Notifications;
import org.rapport.routes.ehr.read.OwnSubscription;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.RestFhirStore;
import org.rapport.routes.mllp.MllpSender;
import org.rapport.routes.mllp.MllpTls;
import org.rapport.routes.rapport.RapportClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the routes to the EHR and from it, as it speaks FHIR or HL7 v2. */
@Configuration(proxyBeanMethods = false)
class EhrConfiguration {

  /** The EHR's base, and the token for it if there is one. */
  record EhrAccess(EhrBase base, Optional<BearerToken> token) implements EhrServer.Authorization {
    @Override
    public Optional<String> header() {
      return token.map(BearerToken::header);
    }

    @Override
    public void refused() {
      token.ifPresent(BearerToken::forget);
    }
  }

  @Bean
  EhrAccess ehrAccess(
      @Value("${rapport.ehr.fhir-url:}") String url,
      @Value("${rapport.ehr.token-url:}") String tokenUrl,
      @Value("${rapport.ehr.client-id:}") String id,
      @Value("${rapport.ehr.client-secret:}") String secret,
      @Value("${rapport.ehr.scope:}") String scope,
      EhrKeys ehrKeys) {
    Optional<BearerToken> token =
        tokenUrl.isBlank()
            ? Optional.empty()
            : Optional.of(
                new BearerToken(
                    new ServerAccess(() -> url, () -> tokenUrl, id, secret, "ehr"),
                    ehrKeys.assertion(),
                    scope));
    return new EhrAccess(new EhrBase(url), token);
  }

  /** A key in the place of a secret; by real time, as the EHR's is. */
  @Bean
  EhrKeys ehrKeys(@Value("${rapport.ehr.client-key:}") String file) {
    return new EhrKeys(
        file.isBlank()
            ? Optional.empty()
            : Optional.of(ClientAssertion.read(Path.of(file.strip()), Clock.systemUTC())));
  }

  @Bean
  ReceiverProfiles receiverProfiles(
      @Value("${rapport.senders:}") String file, @Value("${rapport.clinic.zone:UTC}") ZoneId zone) {
    return ReceiverProfiles.load(file, zone);
  }

  @Bean
  MllpSender mllpSender(@Value("${rapport.ehr.mllp-tls:}") String tls) {
    return new MllpSender(MllpTls.of(tls));
  }

  @Bean
  EhrMessages ehrMessages(
      Supplier<IGenericClient> rapportFhirClient,
      ReceiverProfiles receivers,
      SenderProfiles senders,
      MllpSender sender,
      Clock clock,
      @Value("${rapport.ehr.mllp.address}") String address,
      @Value("${rapport.ehr.mllp-tls:}") String tls) {
    return new EhrMessages(
        rapportFhirClient,
        new Receivers(receivers, senders),
        sender,
        address,
        !tls.isBlank(),
        clock);
  }

  @Bean
  EhrAppointments ehrAppointments(
      Supplier<IGenericClient> rapportFhirClient,
      FhirContext context,
      EhrAccess access,
      @Value("${rapport.ehr.bookings:true}") boolean bookings) {
    Supplier<IGenericClient> ehr =
        () -> {
          IGenericClient client =
              context.getRestfulClientFactory().newGenericClient(access.base().url());
          access.token().ifPresent(client::registerInterceptor);
          return client;
        };
    return new EhrAppointments(rapportFhirClient, ehr, access.base().url(), bookings);
  }

  @Bean
  EhrFailure ehrFailure() {
    return new EhrFailure();
  }

  /** By the EHR's time, which is real; what is stored is dated by ours. */
  @Bean
  EhrServer ehrServer(EhrAccess access, FhirContext context) {
    return new EhrServer(access.base(), context, access, Clock.systemUTC());
  }

  @Bean
  LookUps ehrLookUps(
      Supplier<IGenericClient> rapportFhirClient,
      EhrServer ehr,
      RapportClient client,
      Clock clock) {
    FhirIntake intake = new FhirIntake(new RestFhirStore(rapportFhirClient), ehr, clock);
    return new LookUps(intake, ehr, ComingVisits.of(rapportFhirClient), client, clock);
  }

  @Bean
  Notifications ehrNotifications(
      EhrAccess access,
      FhirContext context,
      @Value("${rapport.ehr.notification-secret:}") String secret) {
    return new Notifications(access.base(), context, secret);
  }

  /** By real time, as the EHR's is. */
  @Bean
  OwnSubscription ehrSubscription(
      EhrServer ehr,
      @Value("${rapport.base-url:}") String base,
      @Value("${rapport.ehr.notification-secret:}") String secret,
      @Value("${rapport.ehr.subscription:}") String wanted) {
    return new OwnSubscription(
        ehr, base.replaceAll("/+$", "") + "/ehr/notification", secret, wanted, Clock.systemUTC());
  }

  @Bean
  EhrPoll ehrPoll(EhrAccess access, Clock clock, @Value("${rapport.clinic.zone:UTC}") ZoneId zone) {
    return new EhrPoll(access.base(), clock, zone);
  }
}
