package org.rapport.server.security;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.rapport.server.account.Accounts;
import org.rapport.server.door.Dialect;
import org.rapport.server.door.Paths;
import org.rapport.server.fhir.KnownOperations;
import org.rapport.server.security.client.ClientRegister;
import org.rapport.server.security.client.RegistrationEndpoint;
import org.rapport.server.security.scope.Operations;
import org.rapport.server.security.scope.ScopeGate;
import org.rapport.server.security.scope.ScopedToken;
import org.rapport.server.security.smart.SmartLaunch;
import org.rapport.server.web.FormOrigins;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.util.function.SingletonSupplier;

/**
 * Who may call what: a bearer token on every FHIR call save the capability statement and the SMART
 * discovery document; webhooks check their own signatures and secrets, pages their links; health
 * and metrics are open; all else is refused.
 */
@Configuration(proxyBeanMethods = false)
public class FhirSecurity {
  // An observation of each filter of the chain tells nobody anything and costs a twentieth of a
  // small request; requests themselves are still counted and timed.
  @Bean
  SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  /**
   * Spring Security asks Spring MVC of each request which handler it would have, for matchers that
   * nobody here uses: a thirteenth of a small read. Without MVC's introspector it does not.
   */
  @Bean
  static BeanDefinitionRegistryPostProcessor withoutHandlerIntrospection() {
    return new WithoutHandlerIntrospection();
  }

  private static final class WithoutHandlerIntrospection
      implements BeanDefinitionRegistryPostProcessor, Ordered {
    private static final String INTROSPECTOR = "mvcHandlerMappingIntrospector";

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
      if (registry.containsBeanDefinition(INTROSPECTOR)) {
        registry.removeBeanDefinition(INTROSPECTOR);
      }
    }

    /** Before Spring Security's own, which has no order. */
    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }

  @Bean
  @Order(3)
  SecurityFilterChain fhir(HttpSecurity http, Accounts accounts, SmartLaunch apps)
      throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return byToken(http, accounts)
        .securityMatcher(path.matcher("/fhir/**"))
        .cors(cors -> cors.configurationSource(apps.origins()))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(
                        path.matcher(HttpMethod.GET, "/fhir/metadata"),
                        path.matcher(HttpMethod.HEAD, "/fhir/metadata"),
                        path.matcher(HttpMethod.HEAD, "/fhir/.well-known/smart-configuration"),
                        path.matcher(HttpMethod.GET, "/fhir/.well-known/smart-configuration"))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthorized()))
        .exceptionHandling(
            handling ->
                handling.authenticationEntryPoint(unauthorized()).accessDeniedHandler(forbidden()))
        .build();
  }

  /** Who calls is known by a token of ours, and by nothing that a browser sends by itself. */
  private static HttpSecurity byToken(HttpSecurity http, Accounts accounts) throws Exception {
    return http.oauth2ResourceServer(
            server ->
                server.jwt(jwt -> jwt.jwtAuthenticationConverter(ScopedToken.converter(accounts))))
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
  }

  /** Who registers clients: administrators, and services that may do everything. */
  @Bean
  @Order(0)
  SecurityFilterChain registration(HttpSecurity http, Accounts accounts, ClientRegister register)
      throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return byToken(http, accounts)
        .securityMatcher(path.matcher(RegistrationEndpoint.PATH + "/**"))
        .authorizeHttpRequests(
            requests ->
                requests
                    .anyRequest()
                    .access(
                        (who, request) ->
                            new AuthorizationDecision(ScopedToken.isAdministrators(who.get()))))
        .addFilterAfter(new RegistrationEndpoint(register), AuthorizationFilter.class)
        .build();
  }

  /** Health, for anybody; its details, for administrators. */
  @Bean
  @Order(0)
  SecurityFilterChain health(HttpSecurity http, Accounts accounts) throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return byToken(http, accounts)
        .securityMatcher(path.matcher("/actuator/health/**"))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  @Bean
  KnownOperations knownOperations() {
    return Operations::exists;
  }

  /** After the token was checked, before the body comes in. */
  @Bean
  FilterRegistrationBean<Filter> scopeGate(ObjectProvider<FhirContext> context) {
    FilterRegistrationBean<Filter> registration =
        new FilterRegistrationBean<>(new ScopeGate(SingletonSupplier.of(context::getObject)));
    registration.setName("scopeGate");
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    registration.setAsyncSupported(true);
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 5);
    return registration;
  }

  @Bean
  @Order(4)
  SecurityFilterChain rest(HttpSecurity http, FormOrigins origins) throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return http.cors(cors -> cors.configurationSource(origins))
        // Whoever may show a page is said in its content security policy; this old header has no
        // word for other sites.
        .headers(
            headers ->
                headers
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::disable)
                    .addHeaderWriter(
                        (request, response) -> {
                          if (!FormOrigins.covers(request)) {
                            response.setHeader("X-Frame-Options", "DENY");
                          }
                        }))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(
                        path.matcher("/actuator/health/**"),
                        path.matcher("/actuator/health"),
                        path.matcher("/actuator/prometheus"),
                        path.matcher(HttpMethod.POST, "/webhooks/**"),
                        path.matcher(HttpMethod.GET, "/ehr/jwks.json"),
                        path.matcher(HttpMethod.POST, "/ehr/notification"),
                        path.matcher(HttpMethod.PUT, "/ehr/notification/*/*"),
                        path.matcher(HttpMethod.DELETE, "/ehr/notification/*/*"),
                        path.matcher(HttpMethod.GET, "/assets/*"),
                        path.matcher(HttpMethod.HEAD, "/assets/*"),
                        path.matcher(HttpMethod.GET, "/forms/*"),
                        path.matcher(HttpMethod.HEAD, "/forms/*"),
                        path.matcher(HttpMethod.POST, "/forms/*"),
                        path.matcher(HttpMethod.POST, "/events"),
                        path.matcher(HttpMethod.GET, "/p/*"),
                        path.matcher(HttpMethod.HEAD, "/p/*"),
                        path.matcher(HttpMethod.POST, "/p/*"),
                        path.matcher(HttpMethod.GET, "/u/*"),
                        path.matcher(HttpMethod.HEAD, "/u/*"),
                        path.matcher(HttpMethod.POST, "/u/*"))
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .exceptionHandling(
            handling ->
                handling.authenticationEntryPoint(
                    (request, response, refused) -> nothingThere(request, response)))
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  private static void nothingThere(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = Paths.decoded(request);
    if (path.startsWith("/webhooks/")) {
      response.setHeader(HttpHeaders.ALLOW, "POST");
      Dialect.PLAIN.refuse(response, 405, "not-supported", "", "Webhooks are sent by POST");
    } else if (path.startsWith("/forms/") || path.equals("/events")) {
      Dialect.PLAIN.refuse(
          response, 405, "not-supported", "", "A form is shown by GET and sent by POST");
    } else {
      Dialect.PLAIN.refuse(response, 404, "not-found", "", "There is nothing at this address");
    }
  }

  private static AuthenticationEntryPoint unauthorized() {
    BearerTokenAuthenticationEntryPoint bearer = new BearerTokenAuthenticationEntryPoint();
    return (request, response, refused) -> {
      bearer.commence(request, response, refused);
      if (response.getHeader(HttpHeaders.WWW_AUTHENTICATE) == null) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      }
      Dialect.FHIR.refuse(
          response,
          HttpServletResponse.SC_UNAUTHORIZED,
          "login",
          "",
          "A valid bearer token is needed; see .well-known/smart-configuration");
    };
  }

  private static AccessDeniedHandler forbidden() {
    return (request, response, refused) ->
        Dialect.FHIR.refuse(
            response,
            HttpServletResponse.SC_FORBIDDEN,
            "forbidden",
            "",
            "The token's scopes do not allow this");
  }
}
