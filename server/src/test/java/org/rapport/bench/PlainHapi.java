package org.rapport.bench;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.embedded.DatabaseConfiguration;
import org.rapport.server.fhir.FhirStorageConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The same HAPI, database and storage settings with nothing of ours: no token, no validation, no
 * projections, no plans. The baseline of the booking benchmark.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
    exclude = {
      SecurityAutoConfiguration.class,
      ManagementWebSecurityAutoConfiguration.class,
      OAuth2AuthorizationServerAutoConfiguration.class,
      OAuth2AuthorizationServerJwtAutoConfiguration.class
    })
@EnableConfigurationProperties(RapportSettings.class)
@Import({DatabaseConfiguration.class, FhirStorageConfiguration.class})
public class PlainHapi {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(PlainHapi.class);
    application.setDefaultProperties(
        java.util.Map.of("camel.main.routes-collector-enabled", "false"));
    application.run(args);
  }

  @Bean
  ServletRegistrationBean<Servlet> fhirServlet(
      ObjectProvider<FhirContext> context,
      ObjectProvider<ResourceProviderFactory> resources,
      ObjectProvider<IJpaSystemProvider> system,
      ObjectProvider<IFhirSystemDao<?, ?>> dao) {
    return new ServletRegistrationBean<>(new Late(context, resources, system), "/fhir/*");
  }

  private record Late(
      ObjectProvider<FhirContext> context,
      ObjectProvider<ResourceProviderFactory> resources,
      ObjectProvider<IJpaSystemProvider> system,
      RestfulServer[] server)
      implements Servlet {

    Late(
        ObjectProvider<FhirContext> context,
        ObjectProvider<ResourceProviderFactory> resources,
        ObjectProvider<IJpaSystemProvider> system) {
      this(context, resources, system, new RestfulServer[1]);
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
      server[0] = new RestfulServer(context.getObject());
      server[0].registerProviders(resources.getObject().createProviders());
      server[0].registerProvider(system.getObject());
      server[0].init(config);
    }

    @Override
    public ServletConfig getServletConfig() {
      return server[0].getServletConfig();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      server[0].service(request, response);
    }

    @Override
    public String getServletInfo() {
      return "plain HAPI";
    }

    @Override
    public void destroy() {
      server[0].destroy();
    }
  }
}
