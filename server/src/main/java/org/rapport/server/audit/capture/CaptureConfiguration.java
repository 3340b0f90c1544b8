package org.rapport.server.audit.capture;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Where in the way of a request refusals are seen: around the check of tokens, and within. */
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

  @Bean
  FilterRegistrationBean<RefusedRecorder> refusedByTheDoor(ObjectProvider<Refusals> refusals) {
    FilterRegistrationBean<RefusedRecorder> registration =
        registration(
            new RefusedRecorder(SingletonSupplier.of(refusals::getObject), false),
            "refusedByTheDoor");
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER - 1);
    registration.addUrlPatterns("/fhir/*", "/oauth2/*", "/login");
    return registration;
  }

  @Bean
  FilterRegistrationBean<RefusedRecorder> refusedByRights(ObjectProvider<Refusals> refusals) {
    FilterRegistrationBean<RefusedRecorder> registration =
        registration(
            new RefusedRecorder(SingletonSupplier.of(refusals::getObject), true),
            "refusedByRights");
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 1);
    registration.addUrlPatterns("/fhir/*");
    return registration;
  }

  private static FilterRegistrationBean<RefusedRecorder> registration(
      RefusedRecorder filter, String name) {
    FilterRegistrationBean<RefusedRecorder> registration = new FilterRegistrationBean<>(filter);
    registration.setName(name);
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    registration.setAsyncSupported(true);
    return registration;
  }
}
