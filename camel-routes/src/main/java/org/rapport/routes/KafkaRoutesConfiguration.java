package org.rapport.routes;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.rapport.routes.ehr.read.EhrServer;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.store.RestFhirStore;
import org.rapport.routes.kafka.ApplyRecord;
import org.rapport.routes.kafka.KafkaAppointments;
import org.rapport.routes.kafka.KafkaEvents;
import org.rapport.routes.kafka.KafkaSettings;
import org.rapport.routes.kafka.KafkaSubscriptions;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The beans of the routes to Kafka and from it; none, and no class of Kafka's, without a broker.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!'${rapport.kafka.brokers:}'.isBlank()")
class KafkaRoutesConfiguration {
  /** A broker that is away is asked again this often at most, and not twenty times a second. */
  private static final String RECONNECT_MILLIS = "10000";

  /** A name that has no address is looked up again this often. */
  private static final long UNKNOWN_MILLIS = 30_000;

  @Bean
  KafkaSettings kafkaSettings(Environment env) {
    return KafkaSettings.of(env);
  }

  /**
   * Camel's component with what the operator says of the broker. Passwords are among that, so it
   * goes into the component and not into an address, which would be logged.
   */
  @Bean("kafka")
  KafkaComponent kafkaComponent(KafkaSettings settings) {
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setBrokers(settings.brokers());
    Map<String, Object> properties = new HashMap<>();
    properties.put("reconnect.backoff.max.ms", RECONNECT_MILLIS);
    properties.putAll(settings.properties());
    configuration.setAdditionalProperties(properties);
    KafkaComponent component = new KafkaComponent();
    component.setConfiguration(configuration);
    component.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
    component.setCreateConsumerBackoffInterval(UNKNOWN_MILLIS);
    // A broker that is away is no reason to take this process out of service.
    component.setHealthCheckConsumerEnabled(false);
    component.setHealthCheckProducerEnabled(false);
    return component;
  }

  @Bean
  KafkaEvents kafkaEvents(FhirContext context) {
    return new KafkaEvents(context);
  }

  @Bean
  KafkaSubscriptions kafkaSubscriptions(
      Supplier<IGenericClient> rapportFhirClient, KafkaSettings settings) {
    return new KafkaSubscriptions(rapportFhirClient, settings);
  }

  @Bean
  KafkaAppointments kafkaAppointments(
      Supplier<IGenericClient> rapportFhirClient,
      FhirContext context,
      KafkaSettings settings,
      EhrServer ehr,
      Clock clock) {
    return new KafkaAppointments(
        new ApplyRecord(
            new RestFhirStore(rapportFhirClient),
            context,
            new EhrBase(settings.base()),
            ehr.base().url().isEmpty() ? Optional.empty() : Optional.of(ehr),
            clock));
  }
}
