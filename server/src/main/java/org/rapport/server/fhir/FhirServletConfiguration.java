package org.rapport.server.fhir;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Maps {@code /fhir/*} to the HAPI servlet, which is built when Tomcat starts. */
@Configuration(proxyBeanMethods = false)
public class FhirServletConfiguration {

  @Bean
  ServletRegistrationBean<Servlet> fhirServlet(ObjectProvider<FhirServer> fhirServer) {
    ServletRegistrationBean<Servlet> registration =
        new ServletRegistrationBean<>(new LateServlet(fhirServer), "/fhir/*");
    registration.setName("fhir");
    registration.setLoadOnStartup(1);
    return registration;
  }

  /** After the token's rights and the body, before HAPI. */
  @Bean
  FilterRegistrationBean<IfMatchFilter> ifMatch(ObjectProvider<StoredVersions> versions) {
    FilterRegistrationBean<IfMatchFilter> registration =
        new FilterRegistrationBean<>(new IfMatchFilter(SingletonSupplier.of(versions::getObject)));
    registration.addUrlPatterns("/fhir/*");
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    registration.setAsyncSupported(true);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 20);
    return registration;
  }

  @Bean
  FilterRegistrationBean<MetadataFilter> metadata() {
    FilterRegistrationBean<MetadataFilter> registration =
        new FilterRegistrationBean<>(new MetadataFilter());
    registration.addUrlPatterns("/fhir/metadata");
    registration.setAsyncSupported(true);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 20);
    return registration;
  }

  @Bean
  FilterRegistrationBean<RequestForms> requestForms() {
    FilterRegistrationBean<RequestForms> registration =
        new FilterRegistrationBean<>(new RequestForms());
    registration.addUrlPatterns("/fhir/*");
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    registration.setAsyncSupported(true);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 30);
    return registration;
  }

  private static final class LateServlet implements Servlet {
    private final ObjectProvider<FhirServer> source;
    private volatile Servlet delegate;

    LateServlet(ObjectProvider<FhirServer> source) {
      this.source = source;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
      Servlet server = source.getObject().build();
      server.init(config);
      delegate = server;
    }

    @Override
    public ServletConfig getServletConfig() {
      return delegate.getServletConfig();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      delegate.service(request, response);
    }

    @Override
    public String getServletInfo() {
      return "FHIR R4";
    }

    @Override
    public void destroy() {
      if (delegate != null) {
        delegate.destroy();
      }
    }
  }
}
