package org.rapport.server.reading;

import ca.uhn.fhir.util.VersionUtil;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.function.Supplier;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.StoredTexts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Puts plain reads after the checks of token and rights, before HAPI. */
@Configuration(proxyBeanMethods = false)
class ReadingConfiguration {

  @Bean
  FilterRegistrationBean<StoredReads> storedReads(
      ObjectProvider<StoredTexts> texts,
      ObjectProvider<CallersScope> scope,
      ObjectProvider<AuditTrail> trail,
      ObjectProvider<Callers> callers,
      RapportSettings settings) {
    Supplier<StoredReads.Answering> answering =
        SingletonSupplier.of(
            () ->
                new StoredReads.Answering(
                    texts.getObject(),
                    scope.getObject(),
                    trail.getObject(),
                    callers.getObject(),
                    "HAPI FHIR "
                        + VersionUtil.getVersion()
                        + " REST Server (FHIR Server; FHIR 4.0.1/R4)",
                    settings.publicBase() + "/fhir"));
    FilterRegistrationBean<StoredReads> registration =
        new FilterRegistrationBean<>(new StoredReads(answering));
    registration.addUrlPatterns("/fhir/*");
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
    registration.setAsyncSupported(true);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 15);
    return registration;
  }
}
