package org.rapport.server.door;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.util.function.SingletonSupplier;

/**
 * The order of the door: how many at once, whose request, its body. FHIR's bodies come in after the
 * token was checked, so that nobody without one is read.
 */
@Configuration(proxyBeanMethods = false)
public class DoorConfiguration {
  /** What people and libraries leave raw in an address though RFC 3986 has it encoded. */
  private static final String RAW = "|{}[]^\"<>\\`";

  private static final String CONSOLE = "/console";
  private static final String WEBHOOKS = "/webhooks/";
  private static final String NOTIFICATIONS = "/ehr/notification";

  /** A URL of 8 KiB, and headers. */
  private static final int HEAD = 16 * 1024;

  private static final int CONNECTION_TIMEOUT = 20_000;
  private static final int KEEP_ALIVE = 60_000;

  @Bean
  TrustedProxies trustedProxies(@Value("${rapport.trusted-proxies:}") String cidrs) {
    return TrustedProxies.of(cidrs);
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> door(TrustedProxies proxies) {
    return factory -> {
      factory.setProtocol(CappedProtocol.class.getName());
      factory.addConnectorCustomizers(
          connector -> {
            connector.setProperty("relaxedQueryChars", RAW);
            connector.setProperty("relaxedPathChars", RAW);
            connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(HEAD));
            connector.setProperty("connectionTimeout", Integer.toString(CONNECTION_TIMEOUT));
            connector.setProperty("keepAliveTimeout", Integer.toString(KEEP_ALIVE));
            ((CappedProtocol) connector.getProtocolHandler()).trust(proxies);
          });
      factory.addContextCustomizers(
          context -> context.getParent().getPipeline().addValve(new PlainErrorValve()));
    };
  }

  @Bean
  RequestRejectedHandler rejectedRequests() {
    return (request, response, rejected) ->
        Dialect.of(request)
            .refuse(
                response, 400, "structure", "", "The address has characters that no path here has");
  }

  /** Half of the threads, and with the next one's share a fifth is left for probes. */
  @Bean
  FilterRegistrationBean<Turns> turns(@Value("${server.tomcat.threads.max:100}") int threads) {
    return first(
        "turns",
        new Turns(
            threads / 2,
            path ->
                !path.startsWith("/actuator/") && !isWebhook(path) && !path.startsWith(CONSOLE)),
        0);
  }

  /** A webhook's route calls our own FHIR API: its turn must not be what that call waits for. */
  @Bean
  FilterRegistrationBean<Turns> webhookTurns(
      @Value("${server.tomcat.threads.max:100}") int threads) {
    return first("webhookTurns", new Turns(threads / 5, DoorConfiguration::isWebhook), 0);
  }

  private static boolean isWebhook(String path) {
    return path.startsWith(WEBHOOKS) || path.startsWith(NOTIFICATIONS);
  }

  /** Likewise of a page of the console. */
  @Bean
  FilterRegistrationBean<Turns> consoleTurns(
      @Value("${server.tomcat.threads.max:100}") int threads) {
    return first("consoleTurns", new Turns(threads / 10, path -> path.startsWith(CONSOLE)), 0);
  }

  @Bean
  FilterRegistrationBean<ForwardedFilter> forwarded(TrustedProxies proxies) {
    return first("forwarded", new ForwardedFilter(proxies), 1);
  }

  @Bean
  FilterRegistrationBean<BodyFilter> otherBodies() {
    return first("otherBodies", new BodyFilter(false, BodyFilter::form), 2);
  }

  @Bean
  FilterRegistrationBean<BodyFilter> fhirBodies(ObjectProvider<FhirContext> context) {
    FilterRegistrationBean<BodyFilter> registration =
        registration(
            "fhirBodies",
            new BodyFilter(true, new FhirBodyCheck(SingletonSupplier.of(context::getObject))));
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 10);
    return registration;
  }

  private static <T extends Filter> FilterRegistrationBean<T> first(
      String name, T filter, int place) {
    FilterRegistrationBean<T> registration = registration(name, filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
    return registration;
  }

  private static <T extends Filter> FilterRegistrationBean<T> registration(String name, T filter) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    registration.setAsyncSupported(true);
    registration.setName(name);
    return registration;
  }
}
